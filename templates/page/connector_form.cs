<?cs # A local CA is made.
Reads: Page.{Title,Csrf}, Form.{Action,Cancel,Next,Name,Subject,KeyType,Years,
CrlUrl,CaIssuersUrl}.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<p class="lead">This makes a CA of its own, whose key stays on this server.</p>
<?cs call:errors(Form) ?>
<form class="card narrow" method="post" action="<?cs var:Form.Action ?>" novalidate>
<?cs call:csrf(Page.Csrf) ?>
<?cs call:field(Form.Next) ?>
<?cs call:field(Form.Name) ?>
<?cs call:field(Form.Subject) ?>
<?cs call:field(Form.KeyType) ?>
<?cs call:field(Form.Years) ?>
<?cs call:field(Form.CrlUrl) ?>
<?cs call:field(Form.CaIssuersUrl) ?>
<p class="actions"><button class="primary">Create connector</button> <a class="button" href="<?cs var:Form.Cancel ?>">Cancel</a></p>
</form>
<?cs include:"layout/bottom.cs" ?>
