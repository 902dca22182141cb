<?cs # One account.
Reads: Page.Title, Account.{Profile,First,Last,Issued,Orders,Failed,IssuedCount,
Certificate.{State,Revoked,Why,Serial,Sha256,Begin,End,Href}}, Rows
(macro/orders.cs), Pager.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<section class="card flush" aria-labelledby="facts">
<h2 id="facts">The device</h2>
<dl class="facts">
<div><dt>Profile</dt><dd><?cs if:Account.Profile.Href ?><a href="<?cs var:Account.Profile.Href ?>"><?cs var:Account.Profile.Name ?></a><?cs else ?><?cs var:Account.Profile.Name ?><?cs /if ?></dd></div>
<?cs call:fact_time("First seen", Account.First) ?>
<?cs call:fact_time("Last seen", Account.Last) ?>
<div><dt>Orders</dt><dd><?cs var:Account.Orders ?>, <?cs var:Account.IssuedCount ?> of them issued<?cs if:Account.Failed ?> <span class="state bad"><?cs var:Account.Failed ?> active failed</span><?cs /if ?></dd></div>
<?cs if:Account.Certificate.Serial ?>
<div><dt>Newest certificate</dt><dd><?cs call:state(Account.Certificate.State) ?> <a href="<?cs var:Account.Certificate.Href ?>"><code><?cs call:bytes(Account.Certificate.Serial) ?></code></a></dd></div>
<?cs call:fact_time("Revoked since", Account.Certificate.Revoked) ?>
<?cs call:fact("Revoked because", Account.Certificate.Why) ?>
<?cs call:fact_time("Valid from", Account.Certificate.Begin) ?>
<?cs call:fact_time("Valid until", Account.Certificate.End) ?>
<?cs call:fact_code("SHA-256 fingerprint", Account.Certificate.Sha256) ?>
<?cs else ?>
<div><dt>Certificate</dt><dd>None was issued yet.</dd></div>
<?cs /if ?>
</dl>
</section>
<section class="card flush" aria-labelledby="orders">
<h2 id="orders">Its orders</h2>
<?cs call:orders(Rows, "Orders of this device, newest first", "") ?>
<footer>
<p><?cs var:Account.Orders ?> in all</p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs include:"layout/bottom.cs" ?>
