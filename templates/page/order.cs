<?cs # One order.
Reads: Page.{Title,Csrf}, Dismiss, Decide.{Approve,Obstacle,Reject,Over,End},
Form.Reason, Order.Renewed.{Serial,Href}, Order.{ApprovedBy,RejectedBy,State,Activity,Reason,Cure,Check,FailInfo,
Took,Received,Completed,Message,Transaction,Subject,AltNames,KeyType,KeySha256,
Digest,Cipher,Transport,Size,Address,UserAgent,Request,Id},
Order.Profile.{Name,Href}, Order.Account, Certificate.{State,Revoked,
Why,Revoke,Release,Serial,From,Until,Sha256,Pem.*.Text,PemHref,DerHref},
Others.*.{Href,State,Mark,Time,Reason}.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<h1><?cs var:Page.Title ?> <?cs call:state(Order.State) ?></h1>
<?cs if:Dismiss ?><form class="actions" method="post" action="<?cs var:Dismiss ?>">
<?cs call:csrf(Page.Csrf) ?>
<button aria-describedby="activity">Dismiss</button>
</form><?cs /if ?>
</div>
<?cs call:errors(Form) ?>
<?cs if:Decide.Over ?><p class="error-summary">Nobody decided on this order until <?cs call:time(Decide.End) ?>. It is over, and the device has to ask anew.</p>
<?cs elif:Decide.Reject ?><section class="card decide" aria-labelledby="decide">
<h2 id="decide">It waits for your decision</h2>
<p>It passed all checks of the profile. <?cs if:Decide.Obstacle ?><?cs var:Decide.Obstacle ?><?cs else ?>Approved, the device gets its certificate when it asks again.<?cs /if ?> Its time ends <?cs call:time(Decide.End) ?>, and then it fails.</p>
<?cs if:Decide.Approve ?><form method="post" action="<?cs var:Decide.Approve ?>">
<?cs call:csrf(Page.Csrf) ?>
<button class="primary">Approve</button>
</form>
<?cs /if ?><details<?cs if:Form.Reason.Error || Decide.Obstacle ?> open<?cs /if ?>><summary>Reject it instead</summary>
<form method="post" action="<?cs var:Decide.Reject ?>" novalidate>
<?cs call:csrf(Page.Csrf) ?>
<?cs call:field(Form.Reason) ?>
<button class="danger">Reject</button>
</form></details>
</section><?cs /if ?>
<div class="columns">
<div class="stack">
<section class="card flush" aria-labelledby="outcome">
<h2 id="outcome">What became of it</h2>
<dl class="facts">
<?cs call:fact("Reason", Order.Reason) ?>
<?cs call:fact("What to do", Order.Cure) ?>
<?cs if:Order.Activity ?><div><dt>Still active</dt><dd id="activity"><?cs var:Order.Activity ?></dd></div><?cs /if ?>
<?cs call:fact("Failed check", Order.Check) ?>
<?cs call:fact("Answered (failInfo)", Order.FailInfo) ?>
<?cs call:fact_time("Received", Order.Received) ?>
<?cs call:fact_time("Completed", Order.Completed) ?>
<?cs call:fact("Processing", Order.Took) ?>
<?cs call:fact("Approved by", Order.ApprovedBy) ?>
<?cs call:fact("Rejected by", Order.RejectedBy) ?>
<?cs if:Order.Renewed.Serial ?><div><dt>Renews the certificate</dt><dd><a href="<?cs var:Order.Renewed.Href ?>"><code><?cs call:bytes(Order.Renewed.Serial) ?></code></a></dd></div><?cs /if ?>
<div><dt>Profile</dt><dd><?cs if:Order.Profile.Name ?><a href="<?cs var:Order.Profile.Href ?>"><?cs var:Order.Profile.Name ?></a><?cs else ?>removed<?cs /if ?></dd></div>
<?cs if:Order.Account ?><div><dt>Device</dt><dd><a href="<?cs var:Order.Account ?>">Its account and all its orders</a></dd></div><?cs /if ?>
<?cs call:fact_code("Order", Order.Id) ?>
</dl>
</section>
<?cs if:Certificate.Serial ?><section class="card flush" aria-labelledby="certificate">
<h2 id="certificate">Certificate <?cs call:state(Certificate.State) ?></h2>
<dl class="facts">
<?cs call:fact_time("Revoked since", Certificate.Revoked) ?>
<?cs call:fact("Revoked because", Certificate.Why) ?>
<?cs call:fact_code("Serial number", Certificate.Serial) ?>
<?cs call:fact_time("Valid from", Certificate.From) ?>
<?cs call:fact_time("Valid until", Certificate.Until) ?>
<?cs call:fact_code("SHA-256 fingerprint", Certificate.Sha256) ?>
</dl>
<div class="actions inset"><a class="button" href="<?cs var:Certificate.PemHref ?>">Download PEM</a> <a class="button" href="<?cs var:Certificate.DerHref ?>">Download DER</a>
<?cs if:Certificate.Release ?><form method="post" action="<?cs var:Certificate.Release ?>"><?cs call:csrf(Page.Csrf) ?><button>Release</button></form><?cs /if ?>
<?cs if:Certificate.Revoke ?><a class="button danger" href="<?cs var:Certificate.Revoke ?>">Revoke</a><?cs /if ?></div>
<details><summary>Show as PEM</summary><pre role="region" tabindex="0" aria-label="Certificate as PEM"><?cs each:line = Certificate.Pem ?><?cs var:line.Text ?>
<?cs /each ?></pre></details>
</section><?cs /if ?>
</div>
<div class="stack">
<section class="card flush" aria-labelledby="request">
<h2 id="request">The request</h2>
<dl class="facts">
<?cs call:fact("Subject", Order.Subject) ?>
<?cs call:fact("Alternative names", Order.AltNames) ?>
<?cs call:fact("Message", Order.Message) ?>
<?cs call:fact_code("TransactionID", Order.Transaction) ?>
<?cs call:fact("Key", Order.KeyType) ?>
<?cs call:fact_code("Key hash (SHA-256)", Order.KeySha256) ?>
<?cs call:fact("Digest", Order.Digest) ?>
<?cs call:fact("Cipher", Order.Cipher) ?>
<?cs call:fact("Key transport", Order.Transport) ?>
<?cs call:fact("Size", Order.Size) ?>
<?cs call:fact("Address", Order.Address) ?>
<?cs call:fact("User agent", Order.UserAgent) ?>
<?cs call:fact_code("Request id", Order.Request) ?>
</dl>
</section>
<?cs if:subcount(Others) > #0 ?><section class="card flush" aria-labelledby="others">
<h2 id="others">Other orders of this device</h2>
<div class="wrap" role="region" aria-label="List of other orders" tabindex="0">
<table>
<caption>Other orders of this device, newest first</caption>
<thead>
<tr><th scope="col">Time</th><th scope="col">State</th><th scope="col">Reason</th></tr>
</thead>
<tbody>
<?cs each:row = Others ?><tr>
<th scope="row" class="number"><a href="<?cs var:row.Href ?>"><?cs call:time(row.Time) ?></a></th>
<td data-label="State"><?cs call:order_state(row) ?></td>
<td class="reason" data-label="Reason"><?cs var:row.Reason ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
</section><?cs /if ?>
</div>
</div>
<?cs include:"layout/bottom.cs" ?>
