<?cs # Tenants, by name.
Reads: Add, Rows.*.{Name,Profiles.{Text,Href},Time,Edit,Delete},
Total.{Text,One}, Pager.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<div>
<h1>Tenants</h1>
<p class="lead">Customers, departments or sites: each profile belongs to one.</p>
</div>
<p class="actions"><a class="button primary" href="<?cs var:Add ?>">Add tenant</a></p>
</div>
<section class="card flush" aria-label="Tenants">
<?cs if:subcount(Rows) > #0 ?>
<div class="wrap" role="region" aria-label="List of tenants" tabindex="0">
<table>
<caption>Tenants, by name</caption>
<thead>
<tr><th scope="col">Tenant</th><th scope="col">Used by</th><th scope="col">Added</th><th scope="col" class="act">Actions</th></tr>
</thead>
<tbody>
<?cs each:row = Rows ?><tr>
<th scope="row" class="subject"><?cs var:row.Name ?></th>
<td class="number" data-label="Used by"><?cs if:row.Profiles.Href ?><a href="<?cs var:row.Profiles.Href ?>"><?cs var:row.Profiles.Text ?></a><?cs else ?><span class="quiet"><?cs var:row.Profiles.Text ?></span><?cs /if ?></td>
<td class="number" data-label="Added"><?cs call:time(row.Time) ?></td>
<td class="act"><span class="row-actions"><a href="<?cs var:row.Edit ?>" aria-label="Rename <?cs var:row.Name ?>">Rename</a> <a class="danger" href="<?cs var:row.Delete ?>" aria-label="Delete <?cs var:row.Name ?>">Delete</a></span></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<?cs elif:Pager.Previous.Href ?>
<p class="empty">The list ends before this page. <a href="<?cs var:Pager.Previous.Href ?>">Go to its first page</a>.</p>
<?cs else ?>
<p class="empty">There is no tenant yet. <a href="<?cs var:Add ?>">Add a tenant</a>: a profile has to belong to one.</p>
<?cs /if ?>
<footer>
<p><?cs var:Total.Text ?> tenant<?cs if:!Total.One ?>s<?cs /if ?></p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs include:"layout/bottom.cs" ?>
