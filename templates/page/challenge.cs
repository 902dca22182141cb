<?cs # A new one-time challenge, shown this once.
Reads: Page.Title, Challenge.{Secret,Label,Url,Profile,End,Back}.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<section class="card narrow" aria-labelledby="once">
<h2 id="once">Copy it now</h2>
<p>Only its hash is stored: it is not shown again. It is good for one certificate of the profile <?cs var:Challenge.Profile ?><?cs if:Challenge.End.Machine ?>, and ends <?cs call:time(Challenge.End) ?><?cs /if ?>.</p>
<p class="secret"><code data-copy="the challenge password"><?cs var:Challenge.Secret ?></code></p>
<dl class="facts plain">
<?cs call:fact("What it is for", Challenge.Label) ?>
<?cs call:fact_code("Server URL", Challenge.Url) ?>
</dl>
<p class="actions"><a class="button" href="<?cs var:Challenge.Back ?>">Back to the profile</a></p>
</section>
<?cs include:"layout/bottom.cs" ?>
