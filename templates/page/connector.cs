<?cs # A connector: what it is, which CA comes after its present one, and the
profiles that use it.
Reads: Page.Title, Pem, Der, Edit, Delete, AddProfile, Connector.{Kind,
CaSubject,Key,State,Begins,Ends,CaFingerprint,Ra.{State,Ends,Fingerprint},
Nowhere,CrlUrl,CrlDays,CaIssuersUrl,OcspUrl,OcspHours,Created}, Next.{Former,
Prepare} or Next.{Former,CaSubject,Key,Fingerprint,From,Due,Ends,Pem,Drop}, Use.{Rows.*.{Name,Href,State,Tenant},
Profiles.{Text,Href},More}.
?><?cs include:"layout/top.cs" ?>
<div class="head">
<div>
<h1><?cs var:Page.Title ?></h1>
<p class="lead"><?cs var:Connector.Kind ?></p>
</div>
<p class="actions"><a class="button" href="<?cs var:Pem ?>">CA certificate (PEM)</a> <a class="button" href="<?cs var:Der ?>">CA certificate (DER)</a> <a class="button" href="<?cs var:Edit ?>">Edit</a> <a class="button danger" href="<?cs var:Delete ?>">Delete</a></p>
</div>
<div class="columns">
<section class="card flush" aria-labelledby="ca">
<h2 id="ca">CA and RA</h2>
<dl class="facts">
<div><dt>CA subject</dt><dd><?cs var:Connector.CaSubject ?></dd></div>
<div><dt>CA key</dt><dd><?cs var:Connector.Key ?></dd></div>
<div><dt>CA validity</dt><dd><?cs call:state(Connector.State) ?> <?cs var:Connector.State.Begin ?> <?cs call:time(Connector.Begins) ?>, <?cs var:Connector.State.End ?> <?cs call:time(Connector.Ends) ?></dd></div>
<div><dt>CA fingerprint <span class="number">(SHA-256)</span></dt><dd><code data-copy="the fingerprint of the CA"><?cs call:bytes(Connector.CaFingerprint) ?></code></dd></div>
<div><dt>RA validity</dt><dd><?cs call:state(Connector.Ra.State) ?> <?cs var:Connector.Ra.State.End ?> <?cs call:time(Connector.Ra.Ends) ?></dd></div>
<div><dt>RA fingerprint <span class="number">(SHA-256)</span></dt><dd><code data-copy="the fingerprint of the RA"><?cs call:bytes(Connector.Ra.Fingerprint) ?></code></dd></div>
<?cs call:fact_time("CA before counts until", Next.Former) ?>
<div><dt>Added</dt><dd><?cs call:time(Connector.Created) ?></dd></div>
</dl>
</section>
<div class="stack">
<section class="card flush" aria-labelledby="names">
<h2 id="names">What certificates name</h2>
<dl class="facts">
<?cs if:Connector.Nowhere ?><div><dt>URLs</dt><dd>None: nobody finds there what is revoked.</dd></div><?cs /if ?>
<?cs call:fact_code("CRL URL", Connector.CrlUrl) ?>
<?cs call:fact_code("CA issuers URL", Connector.CaIssuersUrl) ?>
<?cs call:fact_code("OCSP URL", Connector.OcspUrl) ?>
<div><dt>A CRL is valid for</dt><dd><?cs var:Connector.CrlDays ?></dd></div>
<div><dt>An OCSP answer is valid for</dt><dd><?cs var:Connector.OcspHours ?></dd></div>
</dl>
</section>
<section class="card flush" aria-labelledby="next">
<h2 id="next">Next CA</h2>
<?cs if:Next.Fingerprint ?>
<dl class="facts">
<div><dt>Takes over</dt><dd><?cs call:time(Next.From) ?><?cs if:Next.Due ?>, with the next request of a device<?cs /if ?></dd></div>
<?cs call:fact("CA subject", Next.CaSubject) ?>
<?cs call:fact("CA key", Next.Key) ?>
<?cs call:fact_code("Next CA fingerprint (SHA-256)", Next.Fingerprint) ?>
<?cs call:fact_time("Ends", Next.Ends) ?>
</dl>
<p class="actions inset"><a class="button" href="<?cs var:Next.Pem ?>">Next CA certificate (PEM)</a> <a class="button danger" href="<?cs var:Next.Drop ?>">Drop</a></p>
<?cs else ?>
<div class="inset">
<p class="prose quiet">None is prepared. A next CA has the name of the present one and a key of its own; devices can fetch it before it takes over.</p>
<p class="actions"><a class="button" href="<?cs var:Next.Prepare ?>">Prepare a next CA</a></p>
</div>
<?cs /if ?>
</section>
</div>
</div>
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
<td data-label="Status"><?cs call:state(row.State) ?></td>
<td class="name" data-label="Tenant"><?cs var:row.Tenant ?></td>
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
