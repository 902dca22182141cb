<?cs # Accounts: the devices.
Reads: Filter.{State,Profile} (macro/filter.cs), Rows.*.{Subject,Href,Profile,
First,Last,Issued,Orders,Failed}, Found.{Filtered,Unfinished,Count,One},
Total.{Text,One,None}, Pager.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<div>
<h1>Accounts</h1>
<p class="lead">Devices by the profile and the subject that they enrol with.</p>
</div>
</div>
<section class="card flush" aria-label="Accounts">
<?cs call:filter_begin(Filter) ?>
<?cs call:filter_field(Filter.State) ?>
<?cs call:filter_field(Filter.Profile) ?>
<?cs call:filter_end(Filter) ?>
<?cs if:subcount(Rows) > #0 ?>
<div class="wrap" role="region" aria-label="List of accounts" tabindex="0">
<table>
<caption>Accounts</caption>
<thead>
<tr><th scope="col">Subject</th><th scope="col">Profile</th><th scope="col">Orders</th><th scope="col">First seen</th><th scope="col">Last seen</th><th scope="col">Last issued</th></tr>
</thead>
<tbody>
<?cs each:row = Rows ?><tr>
<th scope="row" class="subject"><a href="<?cs var:row.Href ?>"><?cs var:row.Subject ?></a></th>
<td class="name" data-label="Profile"><?cs if:row.Profile.Href ?><a href="<?cs var:row.Profile.Href ?>"><?cs var:row.Profile.Name ?></a><?cs else ?><?cs var:row.Profile.Name ?><?cs /if ?></td>
<td data-label="Orders"><?cs var:row.Orders ?><?cs if:row.Failed ?> <span class="state bad"><?cs var:row.Failed ?> active failed</span><?cs /if ?></td>
<td class="number" data-label="First seen"><?cs call:time(row.First) ?></td>
<td class="number" data-label="Last seen"><?cs call:time(row.Last) ?></td>
<td class="number" data-label="Last issued"><?cs if:row.Issued.Machine ?><?cs call:time(row.Issued) ?><?cs else ?><span class="quiet">never</span><?cs /if ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<?cs elif:Found.Unfinished ?>
<p class="empty">None of the accounts looked at so far match. <?cs if:Pager.Next.Href ?><a href="<?cs var:Pager.Next.Href ?>">Look further</a>.<?cs /if ?></p>
<?cs elif:Total.None ?>
<p class="empty">There is no account yet. An account appears with the first request of a device.</p>
<?cs elif:Pager.Previous.Href ?>
<p class="empty">The list ends before this page. <a href="<?cs var:Pager.Previous.Href ?>">Go to its first page</a>.</p>
<?cs else ?>
<p class="empty">No account matches. <a href="<?cs var:Filter.ClearHref ?>">Clear all</a> shows every account.</p>
<?cs /if ?>
<footer>
<p><?cs if:Found.Filtered ?><?cs var:Found.Count ?> that match<?cs if:Found.One ?>es<?cs /if ?>, <?cs /if ?><?cs var:Total.Text ?> account<?cs if:!Total.One ?>s<?cs /if ?> in all</p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs include:"layout/bottom.cs" ?>
