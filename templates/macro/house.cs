<?cs # house_troubles(h), house_last(h): what the housekeeping cannot do, and when it ran.
h: Troubles.*.Text, and Last, a time; nothing where it never ran.
?><?cs
def:house_troubles(h) ?><?cs each:one = h.Troubles ?><p class="waiting"><?cs var:one.Text ?></p>
<?cs /each ?><?cs /def ?><?cs
def:house_last(h) ?><?cs if:h.Last.Machine ?><p class="quiet">Housekeeping last ran <?cs call:time(h.Last) ?>.</p><?cs /if ?><?cs /def ?>
