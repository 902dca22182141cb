<?cs # What went wrong, in words.
Reads: Page.Title, Failure.{Text,Request,WayOut}.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<p class="prose"><?cs var:Failure.Text ?></p>
<p class="quiet">Request <code><?cs var:Failure.Request ?></code></p>
<p><?cs if:Failure.WayOut ?><a href="<?cs var:Failure.WayOut ?>">Go to the page that it is sent from</a><?cs else ?><a href="<?cs var:Page.Home ?>">Go to the start page</a><?cs /if ?></p>
<?cs include:"layout/bottom.cs" ?>
