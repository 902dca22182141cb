<?cs # SCEP Server: the profiles.
Reads: Rows.*.{Name,State,Tenant,Url,Connector}, Total.{Text,One}, Pager.
?><?cs include:"layout/top.cs" ?>
<h1>SCEP Server</h1>
<p class="lead">Profiles that devices enrol through.</p>
<section class="card flush">
<?cs if:subcount(Rows) > #0 ?>
<div class="wrap" role="region" aria-label="Profiles" tabindex="0">
<table>
<caption>Profiles by name</caption>
<thead>
<tr><th scope="col">Profile name</th><th scope="col">Status</th><th scope="col">Tenant</th><th scope="col">Server URL</th><th scope="col">Connector</th></tr>
</thead>
<tbody>
<?cs each:row = Rows ?><tr>
<th scope="row"><?cs var:row.Name ?></th>
<td><?cs call:state(row.State) ?></td>
<td><?cs var:row.Tenant ?></td>
<td><code><?cs var:row.Url ?></code></td>
<td><?cs var:row.Connector ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<?cs else ?>
<p class="empty">There is no profile here. Make one with <code>scepgate profile add</code>; devices can enrol as soon as it is there.</p>
<?cs /if ?>
<footer>
<p><?cs var:Total.Text ?> profile<?cs if:!Total.One ?>s<?cs /if ?></p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs include:"layout/bottom.cs" ?>
