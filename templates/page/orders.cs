<?cs # Orders, searched and filtered.
Reads: Filter.{Q,State,Profile} (macro/filter.cs), Rows.*.{Href,Subject,State,
Profile.{Name,Href},Time,Address,Reason}, Found.{All,One,None,Filtered,
Unfinished,Known,Count}, Pager.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<div>
<h1>Orders</h1>
<p class="lead">What devices asked for, newest first, and what became of it.</p>
</div>
</div>
<section class="card flush" aria-label="Orders">
<?cs call:filter_begin(Filter) ?>
<?cs call:filter_field(Filter.Q) ?>
<?cs call:filter_field(Filter.State) ?>
<?cs call:filter_field(Filter.Profile) ?>
<?cs call:filter_end(Filter) ?>
<?cs if:subcount(Rows) > #0 ?>
<div class="wrap" role="region" aria-label="List of orders" tabindex="0">
<table class="orders">
<caption>Orders, newest first</caption>
<thead>
<tr><th scope="col">Subject</th><th scope="col">State</th><th scope="col">Profile</th><th scope="col">Time (UTC)</th><th scope="col">Address</th><th scope="col">Reason</th></tr>
</thead>
<tbody>
<?cs each:row = Rows ?><tr>
<th scope="row" class="subject"><a href="<?cs var:row.Href ?>"><?cs if:row.Subject ?><?cs var:row.Subject ?><?cs else ?>No name was read<?cs /if ?></a></th>
<td><?cs call:state(row.State) ?></td>
<td class="profile"><?cs if:row.Profile.Name ?><a class="quiet" href="<?cs var:row.Profile.Href ?>"><?cs var:row.Profile.Name ?></a><?cs else ?><span class="quiet">removed</span><?cs /if ?></td>
<td class="number"><?cs call:time(row.Time) ?></td>
<td class="number"><?cs var:row.Address ?></td>
<td class="reason"><?cs var:row.Reason ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<?cs elif:Found.Unfinished ?>
<p class="empty">None of the orders looked at so far match. <?cs if:Pager.Next.Href ?><a href="<?cs var:Pager.Next.Href ?>">Look further</a>, or search for more of a name.<?cs /if ?></p>
<?cs elif:Found.None ?>
<p class="empty">There is no order yet. One appears here with the first request of a device; <code>scepgate enroll</code> plays a device for a test.</p>
<?cs elif:Found.Filtered ?>
<p class="empty">No order matches. A search finds beginnings of words, numbers and addresses. <?cs if:Filter.ClearHref ?><a href="<?cs var:Filter.ClearHref ?>">Clear all</a> shows every order.<?cs /if ?></p>
<?cs else ?>
<p class="empty">The list ends before this page. <?cs if:Pager.Previous.Href ?><a href="<?cs var:Pager.Previous.Href ?>">Go to its first page</a>.<?cs /if ?></p>
<?cs /if ?>
<footer>
<p><?cs if:Found.Known ?><?cs var:Found.Count ?> that match, <?cs /if ?><?cs var:Found.All ?> order<?cs if:!Found.One ?>s<?cs /if ?><?cs if:Found.Filtered ?> in all<?cs /if ?></p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs include:"layout/bottom.cs" ?>
