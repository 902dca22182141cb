<?cs # Adding and changing a profile.
Reads: Page.{Title,Csrf}, Form.{Action,Cancel,Button,HasChallenge,Name,Slug,
Tenant,Connector,Validation,Challenge,Status,Version}.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<p class="lead">A profile gives devices one URL, one policy and one connector to a CA.</p>
<?cs call:errors(Form) ?>
<form class="card narrow" method="post" action="<?cs var:Form.Action ?>" novalidate autocomplete="off">
<?cs # Enter in a field presses the first button: not Generate. ?>
<button class="first" tabindex="-1" aria-hidden="true"><?cs var:Form.Button ?></button>
<?cs call:csrf(Page.Csrf) ?>
<?cs call:field(Form.Version) ?>
<?cs call:field(Form.Name) ?>
<?cs call:field(Form.Slug) ?>
<?cs call:field(Form.Tenant) ?>
<?cs call:field(Form.Connector) ?>
<p class="under"><button class="link" name="add-connector" value="1" formnovalidate>Add a connector</button></p>
<?cs call:field(Form.Validation) ?>
<?cs if:Form.HasChallenge ?><p class="quiet under">This profile has a challenge password. Leave the field empty to keep it, or fill it in to replace it: devices that use the old one are refused from then on.</p><?cs /if ?>
<?cs call:field_with(Form.Challenge, "generate", "1", "Generate") ?>
<?cs call:field(Form.Status) ?>
<p class="actions"><button class="primary"><?cs var:Form.Button ?></button> <a class="button" href="<?cs var:Form.Cancel ?>">Cancel</a></p>
</form>
<?cs include:"layout/bottom.cs" ?>
