<?cs # house_troubles(h), house_last(h): what the housekeeping cannot do; when it ran, and the last backup.
h: Troubles.*.Text, and Last and Backup, times; nothing where there was none.
?><?cs
def:house_troubles(h) ?><?cs each:one = h.Troubles ?><p class="waiting"><?cs var:one.Text ?></p>
<?cs /each ?><?cs /def ?><?cs
def:house_last(h) ?><?cs if:h.Last.Machine ?><p class="quiet">Housekeeping last ran <?cs call:time(h.Last) ?>.</p>
<?cs /if ?><p class="quiet"><?cs if:h.Backup.Machine ?>The last backup was made <?cs call:time(h.Backup) ?>.<?cs else ?>No backup was made yet.<?cs /if ?></p><?cs /def ?>
