<?cs # orders(rows, words, profiles): orders of order_row_show; words: what they
are; profiles: set where the rows are of several, with Profile.{Name,Href}.
order_state(row): the state of such an order, and of its certificate where that
is not as it was issued.
?><?cs
def:order_state(row) ?><?cs call:state(row.State) ?><?cs if:row.Mark.Word ?> <span class="tag <?cs var:row.Mark.Class ?>"><?cs var:row.Mark.Word ?></span><?cs /if ?><?cs /def ?><?cs
def:orders(rows, words, profiles) ?><div class="wrap" role="region" aria-label="<?cs var:words ?>" tabindex="0">
<table class="orders">
<caption><?cs var:words ?></caption>
<thead>
<tr><th scope="col">Subject</th><th scope="col">State</th><?cs if:profiles ?><th scope="col">Profile</th><?cs /if ?><th scope="col">Time</th><th scope="col">Address</th><th scope="col">Reason</th></tr>
</thead>
<tbody>
<?cs each:row = rows ?><tr>
<th scope="row" class="subject"><a href="<?cs var:row.Href ?>"><?cs if:row.Subject ?><?cs var:row.Subject ?><?cs else ?>No name was read<?cs /if ?></a></th>
<td data-label="State"><?cs call:order_state(row) ?></td>
<?cs if:profiles ?><td class="name" data-label="Profile"><?cs if:row.Profile.Name ?><a class="quiet" href="<?cs var:row.Profile.Href ?>"><?cs var:row.Profile.Name ?></a><?cs else ?><span class="quiet">removed</span><?cs /if ?></td>
<?cs /if ?><td class="number" data-label="Time"><?cs call:time(row.Time) ?></td>
<td class="address" data-label="Address"><?cs var:row.Address ?></td>
<td class="reason" data-label="Reason"><?cs var:row.Reason ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div><?cs /def ?>
