<?cs # Connectors, by name.
Reads: Add, Rows.*.{Name,Href,Kind,Key,CaSubject,CaFingerprint,State,Ends,
Profiles.{Text,Href},Edit,Delete}, Total.{Text,One}, Pager.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<div>
<h1>Connectors</h1>
<p class="lead">The CAs that sign for profiles.</p>
</div>
<p class="actions"><a class="button primary" href="<?cs var:Add ?>">Add connector</a></p>
</div>
<section class="card flush" aria-label="Connectors">
<?cs if:subcount(Rows) > #0 ?>
<div class="wrap" role="region" aria-label="List of connectors" tabindex="0">
<table>
<caption>Connectors, by name</caption>
<thead>
<tr><th scope="col">Connector</th><th scope="col" class="subject">CA subject and fingerprint (SHA-256)</th><th scope="col">Key</th><th scope="col">Validity</th><th scope="col">Used by</th><th scope="col" class="act">Actions</th></tr>
</thead>
<tbody>
<?cs each:row = Rows ?><tr>
<th scope="row"><a href="<?cs var:row.Href ?>"><?cs var:row.Name ?></a><span class="second"><?cs var:row.Kind ?></span></th>
<td class="subject full" data-label="CA"><?cs var:row.CaSubject ?><code class="second"><?cs call:bytes(row.CaFingerprint) ?></code></td>
<td class="number" data-label="Key"><?cs var:row.Key ?></td>
<td class="number" data-label="Validity"><?cs call:state(row.State) ?><span class="second"><?cs var:row.State.End ?> <?cs call:time(row.Ends) ?></span></td>
<td class="number" data-label="Used by"><?cs if:row.Profiles.Href ?><a href="<?cs var:row.Profiles.Href ?>"><?cs var:row.Profiles.Text ?></a><?cs else ?><span class="quiet"><?cs var:row.Profiles.Text ?></span><?cs /if ?></td>
<td class="act"><span class="row-actions"><a href="<?cs var:row.Href ?>" aria-label="View <?cs var:row.Name ?>">View</a> <a href="<?cs var:row.Edit ?>" aria-label="Edit <?cs var:row.Name ?>">Edit</a> <a class="danger" href="<?cs var:row.Delete ?>" aria-label="Delete <?cs var:row.Name ?>">Delete</a></span></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<?cs elif:Pager.Previous.Href ?>
<p class="empty">The list ends before this page. <a href="<?cs var:Pager.Previous.Href ?>">Go to its first page</a>.</p>
<?cs else ?>
<p class="empty">There is no connector yet. <a href="<?cs var:Add ?>">Add a connector</a>: it makes a CA that profiles can use.</p>
<?cs /if ?>
<footer>
<p><?cs var:Total.Text ?> connector<?cs if:!Total.One ?>s<?cs /if ?></p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs include:"layout/bottom.cs" ?>
