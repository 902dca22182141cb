/* SPDX-License-Identifier: BSD-2-Clause */
/* Check 4: transactionID, senderNonce and messageType, a row a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab.h"
#include "pki/der.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define TEXT(s)                                     \
	{                                           \
		(const uint8_t *)(s), sizeof(s) - 1 \
	}

#define BYTES_64 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BYTES_252                  \
	BYTES_64 BYTES_64 BYTES_64 \
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab"

/* One attribute as it stands in an otherwise good message. */
struct row {
	const char *name;
	unsigned int tag; /* 0: the attribute is left out */
	struct span value;
	enum err_kind kind; /* ERR_NONE: passes */
	const char *says;
};

static struct lab *lab;

static int
set_up(void **state)
{
	(void)state;
	lab = lab_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	return 0;
}

static void
vary(struct lab_message *m, enum lab_attribute which, const struct row *row)
{
	if (row->tag == 0) {
		m->without = which;
		return;
	}
	switch (which) {
	case LAB_TYPE:
		m->type_tag = row->tag;
		m->type = arena_str(lab->a, row->value);
		break;
	case LAB_ID:
		m->id_tag = row->tag;
		m->id = row->value;
		break;
	case LAB_NONCE:
		m->nonce_tag = row->tag;
		m->nonce = row->value;
		break;
	}
}

static void
check(const struct row *row, const struct scep_request *req, int rc,
    const struct err *e, bool answerable)
{
	if ((rc == 0) != (row->kind == ERR_NONE))
		fail_msg("%s: got %d: %s", row->name, rc, e->text);
	if (req->answerable != answerable)
		fail_msg("%s: got answerable %d", row->name, req->answerable);
	if (rc == 0)
		return;
	if (req->failed_check != SCEP_CHECK_ATTRIBUTES ||
	    e->kind != row->kind || strstr(e->text, row->says) == NULL)
		fail_msg("%s: got check %d, %s \"%s\", want \"%s\" in it",
		    row->name, (int)req->failed_check, err_kind_name(e->kind),
		    e->text, row->says);
}

static void
run(enum lab_attribute which, const struct row *rows, size_t n)
{
	struct lab_message m;
	struct scep_request req;
	size_t i;
	int rc;

	for (i = 0; i < n; i++) {
		struct err e = { 0 };

		m = lab_draft(lab, lab->device);
		/* Types are refused before the envelope is opened. */
		if (which == LAB_TYPE && rows[i].kind != ERR_NONE)
			m.envelope = span_of_str("no envelope");
		vary(&m, which, &rows[i]);
		rc = scep_request_parse(lab_build(lab, &m), &lab->responder,
		    LAB_NOW, lab->a, &req, &e);
		check(&rows[i], &req, rc, &e, rc == 0 || which == LAB_TYPE);
	}
}

static void
a_transaction_id_is_1_to_255_printable_characters(void **state)
{
	static const struct row rows[] = {
		{ "decimal", 0x13,
		    TEXT("434793271028832093087368029846498326"
			 "53667349300085601176549680170794897003594"),
		    ERR_NONE, "" },
		{ "base64", 0x13, TEXT("+/1ddNTSOL5ravGPve518i/DlZk="),
		    ERR_NONE, "" },
		{ "a name", 0x13, TEXT("SSCEP transactionId"), ERR_NONE, "" },
		{ "beyond PrintableString", 0x13, TEXT(" a@b_c*~!\"{}"),
		    ERR_NONE, "" },
		{ "UTF8String", 0x0c, TEXT("8F3A"), ERR_NONE, "" },
		{ "IA5String", 0x16, TEXT("8F3A"), ERR_NONE, "" },
		{ "1 character", 0x13, TEXT("7"), ERR_NONE, "" },
		{ "255 characters", 0x13, TEXT(BYTES_252 "xyz"), ERR_NONE, "" },
		{ "256 characters", 0x13, TEXT(BYTES_252 "wxyz"), ERR_MALFORMED,
		    "transactionID: want 1 to 255" },
		{ "empty", 0x13, TEXT(""), ERR_MALFORMED, "have 0" },
		{ "NUL inside", 0x13, TEXT("8F\0A"), ERR_MALFORMED,
		    "printable" },
		{ "newline inside", 0x13, TEXT("8F\n3A"), ERR_MALFORMED,
		    "printable" },
		{ "DEL at the end", 0x13, TEXT("8F3A\x7f"), ERR_MALFORMED,
		    "printable" },
		{ "not ASCII", 0x0c, TEXT("M\xc3\xbcller"), ERR_MALFORMED,
		    "printable" },
		{ "OCTET STRING", 0x04, TEXT("8F3A"), ERR_MALFORMED,
		    "tag 0x04" },
		{ "INTEGER", 0x02, TEXT("8F3A"), ERR_MALFORMED, "tag 0x02" },
		{ "left out", 0, TEXT(""), ERR_MALFORMED,
		    "RFC 8894 3.2.1.1: transactionID" },
	};

	(void)state;
	run(LAB_ID, rows, N(rows));
}

static void
a_nonce_is_1_to_64_bytes(void **state)
{
	static const struct row rows[] = {
		{ "1 byte", 0x04, TEXT("\0"), ERR_NONE, "" },
		{ "8 bytes", 0x04, TEXT("\0\1\2\3\4\5\6\7"), ERR_NONE, "" },
		{ "64 bytes", 0x04, TEXT(BYTES_64), ERR_NONE, "" },
		{ "65 bytes", 0x04, TEXT(BYTES_64 "f"), ERR_MALFORMED,
		    "senderNonce: want 1 to 64 bytes, have 65" },
		{ "empty", 0x04, TEXT(""), ERR_MALFORMED, "have 0" },
		{ "PrintableString", 0x13, TEXT("0123456789abcdef"),
		    ERR_MALFORMED, "tag 0x13" },
		{ "left out", 0, TEXT(""), ERR_MALFORMED,
		    "RFC 8894 3.2.1.5: senderNonce" },
	};

	(void)state;
	run(LAB_NONCE, rows, N(rows));
}

static void
message_types_are_an_allow_list(void **state)
{
	static const struct row rows[] = {
		{ "PKCSReq", 0x13, TEXT("19"), ERR_NONE, "" },
		{ "PKCSReq as UTF8String", 0x0c, TEXT("19"), ERR_NONE, "" },
		{ "CertRep", 0x13, TEXT("3"), ERR_DENIED,
		    "CertRep is an answer" },
		{ "UpdateReq", 0x13, TEXT("18"), ERR_DENIED, "UpdateReq" },
		{ "zero", 0x13, TEXT("0"), ERR_DENIED, "0 is unknown" },
		{ "999", 0x13, TEXT("999"), ERR_DENIED, "999 is unknown" },
		{ "a name", 0x13, TEXT("PKCSReq"), ERR_MALFORMED, "3.2.1.2" },
		{ "a blank before", 0x13, TEXT(" 19"), ERR_MALFORMED,
		    "decimal digits" },
		{ "negative", 0x13, TEXT("-19"), ERR_MALFORMED,
		    "decimal digits" },
		{ "19 and 2 to the 32nd", 0x13, TEXT("4294967315"),
		    ERR_MALFORMED, "1 to 3 digits" },
		{ "empty", 0x13, TEXT(""), ERR_MALFORMED, "1 to 3 digits" },
		{ "OCTET STRING", 0x04, TEXT("19"), ERR_MALFORMED,
		    "PrintableString" },
		{ "left out", 0, TEXT(""), ERR_MALFORMED,
		    "RFC 8894 3.2.1.2: messageType" },
	};

	(void)state;
	run(LAB_TYPE, rows, N(rows));
}

static void
what_was_sent_is_what_is_known(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	m.id = span_of_str(" a user name ");
	m.id_tag = DER_UTF8_STRING;
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    0);
	assert_string_equal(req.transaction_id, " a user name ");
	assert_int_equal(req.transaction_id_tag, DER_UTF8_STRING);
	assert_int_equal(req.message_type, SCEP_PKCS_REQ);
	assert_true(span_equal(req.sender_nonce, m.nonce));
}

static void
a_bad_type_is_told_although_nothing_else_is_wrong(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	m.type = "18";
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    -1);
	assert_int_equal(req.message_type, SCEP_UPDATE_REQ);
	assert_int_equal(scep_fail_of(e.kind), SCEP_BAD_REQUEST);
	assert_string_equal(req.transaction_id, "8F3A");
	assert_null(req.csr_key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_transaction_id_is_1_to_255_printable_characters),
		cmocka_unit_test(a_nonce_is_1_to_64_bytes),
		cmocka_unit_test(message_types_are_an_allow_list),
		cmocka_unit_test(what_was_sent_is_what_is_known),
		cmocka_unit_test(
		    a_bad_type_is_told_although_nothing_else_is_wrong),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
