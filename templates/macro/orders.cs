<?cs # orders(rows, words): orders of one profile or account, of order_show_row.
?><?cs
def:orders(rows, words) ?><div class="wrap" role="region" aria-label="<?cs var:words ?>" tabindex="0">
<table class="orders">
<caption><?cs var:words ?>, newest first</caption>
<thead>
<tr><th scope="col">Subject</th><th scope="col">State</th><th scope="col">Time (UTC)</th><th scope="col">Address</th><th scope="col">Reason</th></tr>
</thead>
<tbody>
<?cs each:row = rows ?><tr>
<th scope="row" class="subject"><a href="<?cs var:row.Href ?>"><?cs if:row.Subject ?><?cs var:row.Subject ?><?cs else ?>No name was read<?cs /if ?></a></th>
<td><?cs call:state(row.State) ?></td>
<td class="number"><?cs call:time(row.Time) ?></td>
<td class="number"><?cs var:row.Address ?></td>
<td class="reason"><?cs var:row.Reason ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div><?cs /def ?>
