<?cs # SCEP Server: the figures and the profiles.
Reads: Figures, Waiting (macro/figures.cs), House (macro/house.cs), Add,
Filter.{Q,Status,Tenant,Connector,Sort} (macro/filter.cs),
Columns.*.{Label,Href,Sort}, Rows.*.{Name,Href,New,Open,Level,State,
Tenant,Url,Connector,Edit,Delete}, Found.{First,Last,Count,All,One,Filtered},
Pager.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<div>
<h1>SCEP Server</h1>
<p class="lead">Profiles that devices enrol through, and how they are doing.</p>
</div>
<p class="actions"><a class="button primary" href="<?cs var:Add ?>">Add SCEP Profile</a></p>
</div>
<?cs call:house_troubles(House) ?>
<?cs call:waiting(Waiting) ?>
<?cs call:figures(Figures) ?>
<section class="card flush" aria-label="SCEP profiles">
<?cs call:filter_begin(Filter) ?>
<?cs if:Filter.Sort.Value ?><?cs call:field(Filter.Sort) ?><?cs /if ?>
<?cs call:filter_field(Filter.Q) ?>
<?cs call:filter_field(Filter.Status) ?>
<?cs call:filter_field(Filter.Tenant) ?>
<?cs call:filter_field(Filter.Connector) ?>
<?cs call:filter_end(Filter) ?>
<?cs if:subcount(Rows) > #0 ?>
<div class="wrap" role="region" aria-label="Profiles" tabindex="0">
<table class="sorted">
<caption>SCEP profiles</caption>
<thead>
<tr><?cs each:column = Columns ?><th scope="col"<?cs if:column.Sort ?> aria-sort="<?cs var:column.Sort ?>"<?cs /if ?>><a href="<?cs var:column.Href ?>"><?cs var:column.Label ?></a></th>
<?cs /each ?><th scope="col" class="act">Actions</th></tr>
</thead>
<tbody>
<?cs each:row = Rows ?><tr>
<th scope="row"><a href="<?cs var:row.Href ?>"><?cs var:row.Name ?></a><?cs if:row.New ?> <span class="tag">New</span><?cs /if ?><?cs if:row.Open ?> <span class="tag bad">issues to anybody</span><?cs /if ?><?cs if:row.Level ?> <span class="tag wait">takes <?cs var:row.Level ?> algorithms</span><?cs /if ?></th>
<td data-label="Status"><?cs call:state(row.State) ?></td>
<td class="name" data-label="Tenant"><?cs var:row.Tenant ?></td>
<td class="url" data-label="Server URL"><code data-copy="the URL of <?cs var:row.Name ?>"><?cs var:row.Url ?></code></td>
<td class="name" data-label="Connector"><?cs var:row.Connector ?></td>
<td class="act"><span class="row-actions"><a href="<?cs var:row.Href ?>" aria-label="View <?cs var:row.Name ?>">View</a> <a href="<?cs var:row.Edit ?>" aria-label="Edit <?cs var:row.Name ?>">Edit</a> <a class="danger" href="<?cs var:row.Delete ?>" aria-label="Delete <?cs var:row.Name ?>">Delete</a></span></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<?cs elif:Pager.Previous.Href ?>
<p class="empty">The list ends before this page. <a href="<?cs var:Pager.Previous.Href ?>">Go to its first page</a>.</p>
<?cs elif:Found.Filtered ?>
<p class="empty">No profile matches this search. <?cs if:Filter.ClearHref ?><a href="<?cs var:Filter.ClearHref ?>">Clear all</a> shows every profile.<?cs /if ?></p>
<?cs else ?>
<p class="empty">There is no profile yet. <a href="<?cs var:Add ?>">Add a SCEP profile</a>: devices can enrol as soon as it is there.</p>
<?cs /if ?>
<footer>
<p><?cs if:subcount(Rows) > #0 ?><?cs var:Found.First ?>–<?cs var:Found.Last ?> of <?cs /if ?><?cs var:Found.Count ?> profile<?cs if:!Found.One ?>s<?cs /if ?><?cs if:Found.Filtered ?> that match<?cs if:Found.One ?>es<?cs /if ?>, <?cs var:Found.All ?> in all<?cs /if ?></p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs call:house_last(House) ?>
<?cs include:"layout/bottom.cs" ?>
