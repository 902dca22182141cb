<?cs # What stands above a list: a search and filters, kept in the address.
filter_begin(f) and filter_end(f) around a filter_field(field) for each field
of web_form_show; f: Action, the list's address, and ClearHref, the same
without filters, set while there are any.
?><?cs
def:filter_begin(f) ?><form class="filter" method="get" action="<?cs var:f.Action ?>" role="search" novalidate><?cs /def ?><?cs
def:filter_field(f) ?><?cs if:f.Name ?><div class="field<?cs if:f.Kind == "text" ?> wide<?cs /if ?>">
<label for="<?cs var:f.Id ?>"><?cs var:f.Label ?></label>
<?cs call:control(f) ?>
<?cs call:remarks(f) ?>
</div><?cs /if ?><?cs /def ?><?cs
def:filter_end(f) ?><p class="actions"><button>Apply</button><?cs if:f.ClearHref ?> <a class="button" href="<?cs var:f.ClearHref ?>">Clear all</a><?cs /if ?></p>
</form><?cs /def ?>
