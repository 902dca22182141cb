<?cs # A next CA is prepared.
Reads: Page.{Title,Csrf}, Connector.CaSubject, Form.{Action,Cancel,Days,KeyType,
Years,HasFormer,ReplaceFormer}.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<p class="lead">It has the name of the present CA, <?cs var:Connector.CaSubject ?>, and a key of its own.</p>
<?cs call:errors(Form) ?>
<form class="card narrow" method="post" action="<?cs var:Form.Action ?>" novalidate>
<?cs call:csrf(Page.Csrf) ?>
<p class="question">What happens then</p>
<ul class="plain">
<li>Devices that ask with GetNextCACert get its certificate, signed by the present RA.</li>
<li>At its time it takes over by itself, and issues from then on.</li>
<li>What the present CA has issued stays valid, and is renewed by the next one.</li>
<li>Devices that do not ask have to be given its certificate by hand until then.</li>
</ul>
<?cs call:field(Form.Days) ?>
<?cs call:field(Form.KeyType) ?>
<?cs call:field(Form.Years) ?>
<?cs if:Form.HasFormer ?><?cs call:field(Form.ReplaceFormer) ?>
<?cs /if ?><p class="quiet">One that was made elsewhere is taken from its files by <code>scepgate connector prepare-next</code>: so for a CA that another one issued, or whose key is encrypted.</p>
<p class="actions"><button class="primary">Prepare next CA</button> <a class="button" href="<?cs var:Form.Cancel ?>">Cancel</a></p>
</form>
<?cs include:"layout/bottom.cs" ?>
