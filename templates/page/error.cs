<?cs # What went wrong, in words.
Reads: Page.Title, Failure.{Text,Request}.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<p class="prose"><?cs var:Failure.Text ?></p>
<p class="quiet">Request <code><?cs var:Failure.Request ?></code></p>
<p><a href="<?cs var:Page.Home ?>">Go to the start page</a></p>
<?cs include:"layout/bottom.cs" ?>
