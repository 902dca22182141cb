<?cs # Orders, searched and filtered.
Reads: Filter.{Q,State,Profile} (macro/filter.cs), Rows.*.{Href,Subject,State,
Profile.{Name,Href},Time,Address,Reason}, Found.{All,One,None,Filtered,
Unfinished,Known,Least,Count,OneMatches,Removed,
OneRemoved}, Pager.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<div>
<h1>Orders</h1>
<p class="lead">What devices asked for, and what became of it: <?cs if:Filter.Q.Value ?>in the order of the words that were found<?cs else ?>newest first<?cs /if ?>.</p>
</div>
</div>
<section class="card flush" aria-label="Orders">
<?cs call:filter_begin(Filter) ?>
<?cs call:filter_field(Filter.Q) ?>
<?cs call:filter_field(Filter.State) ?>
<?cs call:filter_field(Filter.Profile) ?>
<?cs call:filter_end(Filter) ?>
<?cs if:subcount(Rows) > #0 ?>
<?cs call:orders(Rows, "List of orders", "1") ?>
<?cs elif:Found.Unfinished ?>
<p class="empty">None of the orders looked at so far match. <?cs if:Pager.Next.Href ?><a href="<?cs var:Pager.Next.Href ?>">Look further</a>, or search for more of a name.<?cs /if ?></p>
<?cs elif:Found.None ?>
<p class="empty">There is no order yet. One appears here with the first request of a device; <code>scepgate enroll</code> plays a device for a test.</p>
<?cs elif:Found.Filtered && Pager.Previous.Href ?>
<p class="empty">No further order matches. <a href="<?cs var:Pager.Previous.Href ?>">Go to the first page</a> of this search.</p>
<?cs elif:Found.Filtered ?>
<p class="empty">No order matches. A search finds beginnings of words, numbers and addresses. <?cs if:Filter.ClearHref ?><a href="<?cs var:Filter.ClearHref ?>">Clear all</a> shows every order.<?cs /if ?></p>
<?cs else ?>
<p class="empty">The list ends before this page. <?cs if:Pager.Previous.Href ?><a href="<?cs var:Pager.Previous.Href ?>">Go to its first page</a>.<?cs /if ?></p>
<?cs /if ?>
<footer>
<p><?cs if:Found.Known ?><?cs if:Found.Least ?>at least <?cs /if ?><?cs var:Found.Count ?> that match<?cs if:Found.OneMatches ?>es<?cs /if ?>, <?cs /if ?><?cs var:Found.All ?> order<?cs if:!Found.One ?>s<?cs /if ?><?cs if:Found.Filtered ?> in all<?cs /if ?><?cs if:Found.Removed ?>; <?cs var:Found.Removed ?> more<?cs if:Found.Filtered ?> that matched<?cs /if ?> <?cs if:Found.OneRemoved ?>was<?cs else ?>were<?cs /if ?> removed when their time was over<?cs /if ?></p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs include:"layout/bottom.cs" ?>
