<?cs # Before an act that cannot be taken back.
Reads: Page.{Title,Csrf}, Confirm.{Question,Refusal,Action,Button,Cancel,
Reason.{Href,Label},Goes.*.Text,Stays.*.Text}, and where something is asked
before the act Form.Reason.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<?cs call:errors(Form) ?>
<form class="card narrow" method="post" action="<?cs var:Confirm.Action ?>" novalidate>
<?cs call:csrf(Page.Csrf) ?>
<p class="question"><?cs var:Confirm.Question ?></p>
<?cs if:Confirm.Refusal ?>
<p class="error" role="alert"><?cs var:Confirm.Refusal ?></p>
<p class="actions"><?cs if:Confirm.Reason.Href ?><a class="button" href="<?cs var:Confirm.Reason.Href ?>"><?cs var:Confirm.Reason.Label ?></a> <?cs /if ?><a class="button" href="<?cs var:Confirm.Cancel ?>">Back</a></p>
<?cs else ?>
<?cs if:subcount(Confirm.Goes) > #0 ?><h2>What goes</h2>
<ul class="plain">
<?cs each:line = Confirm.Goes ?><li><?cs var:line.Text ?></li>
<?cs /each ?></ul><?cs /if ?>
<?cs if:subcount(Confirm.Stays) > #0 ?><h2>What stays</h2>
<ul class="plain">
<?cs each:line = Confirm.Stays ?><li><?cs var:line.Text ?></li>
<?cs /each ?></ul><?cs /if ?>
<?cs call:field(Form.Reason) ?>
<p class="actions"><button class="danger"><?cs var:Confirm.Button ?></button> <a class="button" href="<?cs var:Confirm.Cancel ?>">Cancel</a></p>
<?cs /if ?>
</form>
<?cs include:"layout/bottom.cs" ?>
