<?cs # Rows of a dl of class facts; nothing where there is no value.
fact(label, value): text.
fact_code(label, value): what machines compare, with a button to copy it.
fact_time(label, t): of view_set_time.
bytes(b): what fingerprint_show has set, which fact_code takes as well.
?><?cs
def:bytes(b) ?><?cs each:group = b.Groups ?><?cs var:group.Text ?><wbr><?cs /each ?><?cs /def ?><?cs
def:fact(label, value) ?><?cs if:value ?><div><dt><?cs var:label ?></dt><dd><?cs var:value ?></dd></div>
<?cs /if ?><?cs /def ?><?cs
def:fact_code(label, value) ?><?cs if:value ?><div><dt><?cs var:label ?></dt><dd><code data-copy="the <?cs var:label ?>"><?cs if:subcount(value.Groups) > #0 ?><?cs call:bytes(value) ?><?cs else ?><?cs var:value ?><?cs /if ?></code></dd></div>
<?cs /if ?><?cs /def ?><?cs
def:fact_time(label, t) ?><?cs if:t.Machine ?><div><dt><?cs var:label ?></dt><dd><?cs call:time(t) ?></dd></div>
<?cs /if ?><?cs /def ?>
