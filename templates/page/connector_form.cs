<?cs # A local CA is made, or what a connector's certificates name is changed.
Reads: Page.{Title,Csrf}, Form.{Action,Cancel,Button,Version,Name,CrlUrl,
CaIssuersUrl,OcspUrl,CrlDays,OcspHours}, and of a new one Form.{Next,Subject,
KeyType,Years}.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<p class="lead"><?cs if:Form.Years.Name ?>This makes a CA of its own, whose key stays on this server.<?cs else ?>Certificates that were issued keep what they name.<?cs /if ?></p>
<?cs call:errors(Form) ?>
<form class="card narrow" method="post" action="<?cs var:Form.Action ?>" novalidate>
<?cs call:csrf(Page.Csrf) ?>
<?cs call:field(Form.Version) ?>
<?cs call:field(Form.Next) ?>
<?cs call:field(Form.Name) ?>
<?cs call:field(Form.Subject) ?>
<?cs call:field(Form.KeyType) ?>
<?cs call:field(Form.Years) ?>
<h2>What certificates name</h2>
<?cs call:field(Form.CrlUrl) ?>
<?cs call:field(Form.CaIssuersUrl) ?>
<?cs call:field(Form.OcspUrl) ?>
<div class="pair">
<?cs call:field(Form.CrlDays) ?>
<?cs call:field(Form.OcspHours) ?>
</div>
<p class="actions"><button class="primary"><?cs var:Form.Button ?></button> <a class="button" href="<?cs var:Form.Cancel ?>">Cancel</a></p>
</form>
<?cs include:"layout/bottom.cs" ?>
