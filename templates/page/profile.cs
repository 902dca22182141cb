<?cs # One profile.
Reads: Page.Title, Edit, Delete, Orders, Make, Form.{Label,Valid}, Challenges.*.{Label,By,Subject,Made,
End,State,Order,Revoke}, Pager (of the challenges), Figures, Waiting (macro/figures.cs), Rows
(macro/orders.cs),
Profile.{State,Url,Tenant,Challenge,FormerEnd,OneTime,Unasked,Open,Level,
Weak,Days,Renewal,Approval,Keep,RsaBits,CaCert,Preset,Answers.*.{Label,Text},
Policy.*.{Label,Text},Created,
Changed,Unparsed,Unkept,Legacy,Obsolete,Connector.{Name,Href,Subject,CaSha256,
RaSha256,End}}.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<h1><?cs var:Page.Title ?> <?cs call:state(Profile.State) ?></h1>
<p class="actions"><a class="button" href="<?cs var:Edit ?>">Edit</a> <a class="button danger" href="<?cs var:Delete ?>">Delete</a></p>
</div>
<?cs call:errors(Form) ?>
<?cs call:waiting(Waiting) ?>
<?cs call:figures(Figures) ?>
<div class="columns">
<section class="card flush" aria-labelledby="devices">
<h2 id="devices">For devices</h2>
<dl class="facts">
<div><dt>Server URL</dt><dd><code data-copy="the server URL"><?cs var:Profile.Url ?></code></dd></div>
<div><dt>Challenge</dt><dd><?cs if:Profile.Challenge ?>Static password, stored as a hash<?cs if:Profile.FormerEnd.Machine ?>. The one before is good as well until <?cs call:time(Profile.FormerEnd) ?><?cs /if ?><?cs elif:Profile.OneTime ?>One-time passwords: <a href="#challenges">make one</a> for each certificate<?cs elif:Profile.Unasked ?><?cs if:Profile.Open ?><span class="state bad">Not asked for</span> Anybody who can reach the server gets a certificate.<?cs else ?>Not asked for: each order waits for a person<?cs /if ?><?cs else ?><span class="state bad">None</span> Every request is refused until <a href="<?cs var:Edit ?>">a challenge password is set</a>.<?cs /if ?></dd></div>
<?cs if:Profile.Connector.Name ?>
<div><dt>CA</dt><dd><?cs var:Profile.Connector.Subject ?></dd></div>
<div><dt>CA fingerprint <span class="number">(SHA-256)</span></dt><dd><code data-copy="the CA fingerprint"><?cs call:bytes(Profile.Connector.CaSha256) ?></code></dd></div>
<div><dt>RA fingerprint <span class="number">(SHA-256)</span></dt><dd><code data-copy="the RA fingerprint"><?cs call:bytes(Profile.Connector.RaSha256) ?></code></dd></div>
<?cs /if ?>
<?cs call:fact("Kind of device", Profile.Preset) ?>
<div><dt>Algorithms</dt><dd><?cs var:Profile.Level ?><?cs if:Profile.Weak ?> <span class="tag wait">weak ones are taken</span><?cs /if ?></dd></div>
<div><dt>GetCACert gives</dt><dd><?cs var:Profile.CaCert ?></dd></div>
<?cs each:row = Profile.Answers ?><?cs call:fact(row.Label, row.Text) ?><?cs /each ?></dl>
</section>
<div class="stack">
<section class="card flush" aria-labelledby="policy">
<h2 id="policy">Policy</h2>
<dl class="facts">
<div><dt>Certificates are valid for</dt><dd><?cs var:Profile.Days ?></dd></div>
<?cs call:fact("Renewal", Profile.Renewal) ?>
<div><dt>Smallest RSA key</dt><dd><?cs var:Profile.RsaBits ?> bits</dd></div>
<?cs each:row = Profile.Policy ?><?cs call:fact(row.Label, row.Text) ?><?cs /each ?>
<div><dt><?cs if:subcount(Profile.Policy) > #0 ?>All else<?cs else ?>Names, keys and usages<?cs /if ?></dt><dd>As in a new profile</dd></div>
</dl>
</section>
<section class="card flush" aria-labelledby="settings">
<h2 id="settings">Settings</h2>
<dl class="facts">
<div><dt>Tenant</dt><dd><?cs var:Profile.Tenant ?></dd></div>
<div><dt>Connector</dt><dd><?cs if:Profile.Connector.Name ?><a href="<?cs var:Profile.Connector.Href ?>"><?cs var:Profile.Connector.Name ?></a><?cs if:Profile.Connector.End.Machine ?>, its CA ends <?cs call:time(Profile.Connector.End) ?><?cs /if ?><?cs else ?><span class="state bad">None</span> <a href="<?cs var:Edit ?>">Choose a connector</a>, so that devices can enrol.<?cs /if ?></dd></div>
<?cs call:fact("Approval by a person", Profile.Approval) ?>
<?cs call:fact("Ended orders are kept", Profile.Keep) ?>
<div><dt>Requests that needed weak algorithms</dt><dd><?cs var:Profile.Legacy ?> legacy, <?cs var:Profile.Obsolete ?> obsolete</dd></div>
<div><dt>Refused before an order was made</dt><dd><?cs var:Profile.Unparsed ?></dd></div>
<div><dt>Failures beyond the limit a minute</dt><dd><?cs var:Profile.Unkept ?></dd></div>
<div><dt>Created</dt><dd><?cs call:time(Profile.Created) ?></dd></div>
<div><dt>Changed</dt><dd><?cs call:time(Profile.Changed) ?></dd></div>
</dl>
</section>
</div>
</div>
<?cs if:Profile.OneTime ?><section class="card flush" aria-labelledby="challenges">
<h2 id="challenges">One-time challenges</h2>
<form class="filter" method="post" action="<?cs var:Make ?>" novalidate>
<?cs call:csrf(Page.Csrf) ?>
<?cs call:filter_field(Form.Label) ?>
<?cs call:filter_field(Form.Valid) ?>
<p class="actions"><button class="primary">New challenge</button></p>
</form>
<?cs if:subcount(Challenges) > #0 ?><div class="wrap" role="region" aria-label="List of challenges" tabindex="0">
<table>
<caption>One-time challenges, newest first</caption>
<thead>
<tr><th scope="col">What it is for</th><th scope="col">State</th><th scope="col">Made</th><th scope="col">By</th><th scope="col">Ends</th><th scope="col" class="act">Actions</th></tr>
</thead>
<tbody>
<?cs each:row = Challenges ?><tr>
<th scope="row"><?cs if:row.Label ?><?cs var:row.Label ?><?cs else ?><span class="quiet">No label</span><?cs /if ?><?cs if:row.Subject ?> <span class="second"><?cs var:row.Subject ?></span><?cs /if ?></th>
<td data-label="State"><?cs call:state(row.State) ?></td>
<td class="number" data-label="Made"><?cs call:time(row.Made) ?></td>
<td class="name" data-label="By"><?cs var:row.By ?></td>
<td class="number" data-label="Ends"><?cs call:time(row.End) ?></td>
<td class="act"><?cs if:row.Revoke ?><form method="post" action="<?cs var:row.Revoke ?>"><?cs call:csrf(Page.Csrf) ?><button class="link danger" aria-label="Revoke <?cs if:row.Label ?><?cs var:row.Label ?><?cs else ?>the challenge without a label<?cs /if ?>">Revoke</button></form><?cs elif:row.Order ?><a href="<?cs var:row.Order ?>">Its order</a><?cs /if ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<?cs elif:Pager.Previous.Href ?>
<p class="empty">The list ends before this page. <a href="<?cs var:Pager.Previous.Href ?>#challenges">Go to its first page</a>.</p>
<?cs else ?>
<p class="empty">No challenge was made yet. Make one for each device that is to get a certificate.</p>
<?cs /if ?>
<?cs # Not to the top of the page, which has other things.
?><?cs if:Pager.Previous.Href ?><?cs set:Pager.Previous.Href = Pager.Previous.Href + "#challenges" ?><?cs /if ?><?cs
if:Pager.Next.Href ?><?cs set:Pager.Next.Href = Pager.Next.Href + "#challenges" ?><?cs /if ?><?cs
if:subcount(Challenges) > #0 && (Pager.Previous.Href || Pager.Next.Href) ?><footer><?cs call:pager(Pager) ?></footer><?cs /if ?>
</section>
<?cs /if ?><section class="card flush" aria-labelledby="latest">
<h2 id="latest">Latest orders</h2>
<?cs if:subcount(Rows) > #0 ?>
<?cs call:orders(Rows, "Latest orders of this profile, newest first", "") ?>
<footer><p><a href="<?cs var:Orders ?>">All orders of this profile</a></p></footer>
<?cs else ?>
<p class="empty">No device has enrolled here yet. <?cs
if:Profile.Challenge ?>Give one the server URL and the challenge password.<?cs
elif:Profile.OneTime ?>Give one the server URL and <a href="#challenges">a one-time password</a>.<?cs
elif:Profile.Open ?>Give one the server URL: it is asked for no password.<?cs
elif:Profile.Unasked ?>Give one the server URL: it is asked for no password, and its order waits for a person.<?cs
else ?>None can until <a href="<?cs var:Edit ?>">a challenge password is set</a>.<?cs /if ?></p>
<?cs /if ?>
</section>
<?cs include:"layout/bottom.cs" ?>
