<?cs # A connector: what it is, and the profiles that use it.
Reads: Page.Title, Pem, Der, Delete, AddProfile, Connector.{Kind,CaSubject,Key,
State,Begins,Ends,CaFingerprint,Ra.{State,Ends,Fingerprint},CrlUrl,
CaIssuersUrl,Created}, Use.{Rows.*.{Name,Href,State,Tenant},
Profiles.{Text,Href},More}.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<div>
<h1><?cs var:Page.Title ?></h1>
<p class="lead"><?cs var:Connector.Kind ?></p>
</div>
<p class="actions"><a class="button" href="<?cs var:Pem ?>">CA certificate (PEM)</a> <a class="button" href="<?cs var:Der ?>">CA certificate (DER)</a> <a class="button danger" href="<?cs var:Delete ?>">Delete</a></p>
</div>
<section class="card flush" aria-label="Facts">
<dl class="facts">
<div><dt>CA subject</dt><dd><?cs var:Connector.CaSubject ?></dd></div>
<div><dt>CA key</dt><dd><?cs var:Connector.Key ?></dd></div>
<div><dt>CA validity (UTC)</dt><dd><?cs call:state(Connector.State) ?> <?cs var:Connector.State.Begin ?> <?cs call:time(Connector.Begins) ?>, <?cs var:Connector.State.End ?> <?cs call:time(Connector.Ends) ?></dd></div>
<div><dt>CA fingerprint (SHA-256)</dt><dd><code data-copy="the fingerprint of the CA"><?cs var:Connector.CaFingerprint ?></code></dd></div>
<div><dt>RA validity (UTC)</dt><dd><?cs call:state(Connector.Ra.State) ?> <?cs var:Connector.Ra.State.End ?> <?cs call:time(Connector.Ra.Ends) ?></dd></div>
<div><dt>RA fingerprint (SHA-256)</dt><dd><code data-copy="the fingerprint of the RA"><?cs var:Connector.Ra.Fingerprint ?></code></dd></div>
<?cs if:Connector.CrlUrl ?><div><dt>CRL URL</dt><dd><code data-copy="the CRL URL"><?cs var:Connector.CrlUrl ?></code></dd></div><?cs /if ?>
<?cs if:Connector.CaIssuersUrl ?><div><dt>CA issuers URL</dt><dd><code data-copy="the CA issuers URL"><?cs var:Connector.CaIssuersUrl ?></code></dd></div><?cs /if ?>
<div><dt>Added (UTC)</dt><dd><?cs call:time(Connector.Created) ?></dd></div>
</dl>
</section>
<h2>Profiles that use it</h2>
<section class="card flush" aria-label="Profiles that use it">
<?cs if:subcount(Use.Rows) > #0 ?>
<div class="wrap" role="region" aria-label="List of profiles" tabindex="0">
<table>
<caption>Profiles that use this connector, by name</caption>
<thead>
<tr><th scope="col">Profile name</th><th scope="col">Status</th><th scope="col">Tenant</th></tr>
</thead>
<tbody>
<?cs each:row = Use.Rows ?><tr>
<th scope="row"><a href="<?cs var:row.Href ?>"><?cs var:row.Name ?></a></th>
<td><?cs call:state(row.State) ?></td>
<td><?cs var:row.Tenant ?></td>
</tr>
<?cs /each ?></tbody>
</table>
</div>
<footer>
<p><?cs var:Use.Profiles.Text ?><?cs if:Use.More ?>, of which the first are shown. <a href="<?cs var:Use.Profiles.Href ?>">Show all</a><?cs /if ?></p>
</footer>
<?cs else ?>
<p class="empty">No profile uses this connector. <a href="<?cs var:AddProfile ?>">Add a SCEP profile</a> for the devices that its CA is for.</p>
<?cs /if ?>
</section>
<?cs include:"layout/bottom.cs" ?>
