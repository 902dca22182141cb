<?cs # Orders, newest first.
Reads: Rows.*.{State,Profile,Subject,Time,Address,Reason}, Total.{Text,One},
Pager.
?><?cs include:"layout/top.cs" ?>
<h1>Orders</h1>
<p class="lead">What devices asked for, newest first, and what became of it.</p>
<section class="card flush">
<?cs if:subcount(Rows) > #0 ?>
<div class="wrap" role="region" aria-label="Orders" tabindex="0">
<table>
<caption>Orders, newest first</caption>
<thead>
<tr><th scope="col">Subject</th><th scope="col">State</th><th scope="col">Profile</th><th scope="col">Time (UTC)</th><th scope="col">Address</th><th scope="col">Reason</th></tr>
</thead>
<tbody>
<?cs each:row = Rows ?><tr>
<th scope="row" class="subject"><?cs if:row.Subject ?><?cs var:row.Subject ?><?cs else ?><span class="quiet">not read</span><?cs /if ?></th>
<td><?cs call:state(row.State) ?></td>
<td><?cs var:row.Profile ?></td>
<td class="number"><?cs call:time(row.Time) ?></td>
<td class="number"><?cs var:row.Address ?></td>
<td class="reason"><?cs var:row.Reason ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<?cs else ?>
<p class="empty">There is no order here. An order appears with the first request of a device; <code>scepgate enroll</code> makes one for a test.</p>
<?cs /if ?>
<footer>
<p><?cs var:Total.Text ?> order<?cs if:!Total.One ?>s<?cs /if ?></p>
<?cs call:pager(Pager) ?>
</footer>
</section>
<?cs include:"layout/bottom.cs" ?>
