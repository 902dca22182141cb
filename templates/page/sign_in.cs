<?cs # Signing in.
Reads: Form.{Action,Name,Password,Next}, Page.Csrf.
?><?cs include:"layout/top.cs" ?>
<h1>Sign in</h1>
<?cs call:errors(Form) ?>
<form class="card" method="post" action="<?cs var:Form.Action ?>" novalidate>
<?cs call:csrf(Page.Csrf) ?>
<?cs call:field(Form.Next) ?>
<?cs call:field(Form.Name) ?>
<?cs call:field(Form.Password) ?>
<p class="actions"><button class="primary">Sign in</button></p>
</form>
<?cs include:"layout/bottom.cs" ?>
