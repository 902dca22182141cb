<?cs # Adding and changing a profile.
Reads: Page.{Title,Csrf}, Form.{Action,Cancel,Button,HasChallenge,HasFormer,
Name,Slug,Tenant,Connector,Status,Validation,Challenge,KeepOld,DropOld,
IssueUnapproved,Approval,PendingDays,Validity,KeepDays,RsaBits,Renewal,
RenewalWindow,RenewalGrace,RenewalChallenge,RenewalKey,RenewalOld,Preset,
PresetWas,Level,LeaveOut,AnswersBy,Carries,FailureContent,Version,
Open.{Names,Keys,Limits,Renewal,Answers}}, and of the policy the fields
Form.{Names,Keys,Limits}.*.
?><?cs include:"layout/top.cs" ?>
<h1><?cs var:Page.Title ?></h1>
<p class="lead">A profile gives devices one URL, one policy and one connector to a CA.</p>
<?cs call:errors(Form) ?>
<form class="card narrow" method="post" action="<?cs var:Form.Action ?>" novalidate autocomplete="off">
<?cs # Enter in a field presses the first button: not Generate. ?>
<button class="first" tabindex="-1" aria-hidden="true"><?cs var:Form.Button ?></button>
<?cs call:csrf(Page.Csrf) ?>
<?cs call:field(Form.Version) ?>
<?cs call:field(Form.PresetWas) ?>
<?cs call:field(Form.Name) ?>
<?cs call:field(Form.Slug) ?>
<?cs call:field(Form.Tenant) ?>
<?cs call:field(Form.Connector) ?>
<p class="under"><button class="link" name="add-connector" value="1" formnovalidate>Add a connector</button></p>
<?cs call:field(Form.Status) ?>
<h2>Who gets a certificate</h2>
<?cs call:field(Form.Validation) ?>
<?cs if:Form.HasChallenge ?><p class="quiet under">This profile has a challenge password. Leave the field empty to keep it, or fill it in to replace it.</p><?cs /if ?>
<?cs call:field_with(Form.Challenge, "generate", "1", "Generate") ?>
<?cs if:Form.HasChallenge ?><?cs call:field(Form.KeepOld) ?><?cs /if ?>
<?cs if:Form.HasFormer ?><?cs call:field(Form.DropOld) ?><?cs /if ?>
<?cs call:field(Form.IssueUnapproved) ?>
<?cs call:field(Form.Approval) ?>
<?cs call:field(Form.PendingDays) ?>
<h2>Policy</h2>
<p class="quiet">What a certificate may say, and for how long. As it stands it suits most devices.</p>
<?cs call:field(Form.Validity) ?>
<details<?cs if:Form.Open.Names ?> open<?cs /if ?>><summary>Names</summary>
<div>
<?cs call:fields(Form.Names) ?>
</div></details>
<details<?cs if:Form.Open.Keys ?> open<?cs /if ?>><summary>Keys and usages</summary>
<div>
<?cs call:field(Form.RsaBits) ?>
<?cs call:fields(Form.Keys) ?>
</div></details>
<details<?cs if:Form.Open.Renewal ?> open<?cs /if ?>><summary>Renewal</summary>
<div>
<?cs call:field(Form.Renewal) ?>
<div class="pair">
<?cs call:field(Form.RenewalWindow) ?>
<?cs call:field(Form.RenewalGrace) ?>
</div>
<?cs call:field(Form.RenewalChallenge) ?>
<?cs call:field(Form.RenewalKey) ?>
<?cs call:field(Form.RenewalOld) ?>
</div></details>
<details<?cs if:Form.Open.Limits ?> open<?cs /if ?>><summary>Limits</summary>
<div>
<?cs call:fields(Form.Limits) ?>
<?cs call:field(Form.KeepDays) ?>
</div></details>
<h2>Devices</h2>
<?cs call:field_with(Form.Preset, "fill", "1", "Fill in") ?>
<details<?cs if:Form.Open.Answers ?> open<?cs /if ?>><summary>Algorithms and answers</summary>
<div>
<?cs call:field(Form.Level) ?>
<?cs call:field(Form.LeaveOut) ?>
<?cs call:field(Form.AnswersBy) ?>
<?cs call:field(Form.Carries) ?>
<?cs call:field(Form.FailureContent) ?>
</div></details>
<p class="actions"><button class="primary"><?cs var:Form.Button ?></button> <a class="button" href="<?cs var:Form.Cancel ?>">Cancel</a></p>
</form>
<?cs include:"layout/bottom.cs" ?>
