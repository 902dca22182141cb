<?cs # A tenant is added, or given another name.
Reads: Page.{Title,Csrf}, Form.{Action,Cancel,Name,Version}.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<p class="lead">A tenant owns profiles. Devices never see its name.</p>
<?cs call:errors(Form) ?>
<form class="card narrow" method="post" action="<?cs var:Form.Action ?>" novalidate>
<?cs call:csrf(Page.Csrf) ?>
<?cs call:field(Form.Version) ?>
<?cs call:field(Form.Name) ?>
<p class="actions"><button class="primary">Save tenant</button> <a class="button" href="<?cs var:Form.Cancel ?>">Cancel</a></p>
</form>
<?cs include:"layout/bottom.cs" ?>
