<?cs # What forms are made of.
csrf(token): the field that every POST carries.
errors(form): the summary above a refused form.
field(f): one field of web_form_show.
fields(list): each of a list of them.
field_with(f, name, value, label): with a button beside it that sends the form
with name=value.
A choice always has a value: HTML wants 'required' only where the first option
is empty.
?><?cs
def:csrf(token) ?><input type="hidden" name="csrf" value="<?cs var:token ?>"><?cs /def ?><?cs
def:errors(form) ?><?cs if:form.Wrong ?>
<div class="error-summary" role="alert" aria-labelledby="error-summary">
<h2 id="error-summary">This did not work</h2>
<?cs if:form.Error ?><p><?cs var:form.Error ?></p><?cs /if ?>
<?cs if:subcount(form.Errors) > #0 ?><ul>
<?cs each:error = form.Errors ?><li><?cs if:error.Href ?><a href="<?cs var:error.Href ?>"><?cs if:error.Label ?><?cs var:error.Label ?>: <?cs /if ?><?cs var:error.Text ?></a><?cs else ?><?cs var:error.Text ?><?cs /if ?></li>
<?cs /each ?></ul><?cs /if ?>
</div>
<?cs /if ?><?cs /def ?><?cs
def:attributes(f) ?> id="<?cs var:f.Id ?>" name="<?cs var:f.Name ?>"<?cs
if:f.Required && f.Kind != "choice" ?> required<?cs /if ?><?cs
if:f.Autocomplete ?> autocomplete="<?cs var:f.Autocomplete ?>"<?cs /if ?><?cs
if:f.DescribedBy ?> aria-describedby="<?cs var:f.DescribedBy ?>"<?cs /if ?><?cs
if:f.Error ?> aria-invalid="true"<?cs /if ?><?cs /def ?><?cs
def:control(f) ?><?cs
if:f.Kind == "password" ?><input type="password"<?cs call:attributes(f) ?>><?cs
elif:f.Kind == "new-secret" ?><input type="text" value="<?cs var:f.Value ?>" spellcheck="false" autocapitalize="none"<?cs call:attributes(f) ?>><?cs
elif:f.Kind == "int" ?><input type="number" value="<?cs var:f.Value ?>"<?cs
if:f.Least != "" ?> min="<?cs var:f.Least ?>"<?cs /if ?><?cs
if:f.Most ?> max="<?cs var:f.Most ?>"<?cs /if ?><?cs call:attributes(f) ?>><?cs
elif:f.Kind == "choice" ?><select<?cs call:attributes(f) ?>>
<?cs each:option = f.Options ?><option value="<?cs var:option.Value ?>"<?cs if:option.Selected ?> selected<?cs /if ?>><?cs var:option.Label ?></option>
<?cs /each ?></select><?cs
elif:f.Kind == "lines" ?><textarea rows="3" spellcheck="false"<?cs call:attributes(f) ?>><?cs each:line = f.Lines ?><?cs var:line.Text ?>
<?cs /each ?></textarea><?cs
elif:f.Kind == "flag" ?><input type="checkbox" value="1"<?cs if:f.Checked ?> checked<?cs /if ?><?cs call:attributes(f) ?>><?cs
else ?><input type="text" value="<?cs var:f.Value ?>"<?cs
if:f.Kind == "slug" ?> spellcheck="false"<?cs /if ?><?cs call:attributes(f) ?>><?cs
/if ?><?cs /def ?><?cs
def:remarks(f) ?><?cs if:f.Hint ?><p class="hint" id="<?cs var:f.Id ?>-hint"><?cs var:f.Hint ?></p><?cs /if ?>
<?cs if:f.Remark ?><p class="remark" id="<?cs var:f.Id ?>-remark"><?cs var:f.Remark ?></p><?cs /if ?>
<?cs if:f.Error ?><p class="error" id="<?cs var:f.Id ?>-error"><?cs var:f.Error ?></p><?cs /if ?><?cs /def ?><?cs
def:field(f) ?><?cs if:f.Kind == "hidden" ?><input type="hidden" name="<?cs var:f.Name ?>" value="<?cs var:f.Value ?>">
<?cs elif:f.Kind == "set" ?><fieldset class="field" id="<?cs var:f.Id ?>"<?cs if:f.DescribedBy ?> aria-describedby="<?cs var:f.DescribedBy ?>"<?cs /if ?>>
<legend><?cs var:f.Label ?></legend>
<?cs # Sent even where nothing is ticked. ?><input type="hidden" name="<?cs var:f.Name ?>" value="">
<ul class="set">
<?cs each:option = f.Options ?><li><label><input type="checkbox" name="<?cs var:f.Name ?>" value="<?cs var:option.Value ?>"<?cs if:option.Selected ?> checked<?cs /if ?>> <?cs var:option.Label ?></label></li>
<?cs /each ?></ul>
<?cs call:remarks(f) ?>
</fieldset>
<?cs elif:f.Name ?><div class="field">
<label for="<?cs var:f.Id ?>"><?cs var:f.Label ?></label>
<?cs call:control(f) ?>
<?cs call:remarks(f) ?>
</div>
<?cs /if ?><?cs /def ?><?cs
def:fields(list) ?><?cs each:f = list ?><?cs call:field(f) ?><?cs /each ?><?cs /def ?><?cs
def:field_with(f, name, value, label) ?><?cs if:f.Name ?><div class="field">
<label for="<?cs var:f.Id ?>"><?cs var:f.Label ?></label>
<div class="beside"><?cs call:control(f) ?><button name="<?cs var:name ?>" value="<?cs var:value ?>" formnovalidate><?cs var:label ?></button></div>
<?cs call:remarks(f) ?>
</div>
<?cs /if ?><?cs /def ?>
