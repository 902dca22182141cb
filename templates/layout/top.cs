<?cs # The frame of every page, up to its content.
Reads: Page.{Title,Home,Static}, and where somebody is signed in
Page.{User,SignOut,Csrf,Nav.*.{Label,Items.*.{Href,Label,Current}}};
Page.Crumbs.*.{Href,Label}; Note.{Before,Subject,After}; Form.Wrong.
?><?cs include:"macro/field.cs" ?><?cs include:"macro/pager.cs" ?><?cs
include:"macro/state.cs" ?><?cs include:"macro/time.cs" ?><?cs
include:"macro/filter.cs" ?><?cs include:"macro/figures.cs" ?><?cs include:"macro/house.cs" ?><?cs
include:"macro/facts.cs" ?><?cs include:"macro/orders.cs" ?><!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><?cs if:Form.Wrong ?>Error: <?cs /if ?><?cs var:Page.Title ?> – scepgate</title>
<link rel="stylesheet" href="<?cs var:Page.Static ?>/admin.css">
<script src="<?cs var:Page.Static ?>/admin.js" defer></script>
<link rel="icon" type="image/svg+xml" href="<?cs var:Page.Static ?>/icon.svg">
</head>
<body<?cs if:!Page.User ?> class="alone"<?cs /if ?>>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="<?cs var:Page.Home ?>"><img src="<?cs var:Page.Static ?>/icon.svg" alt="" width="20" height="20">scepgate</a>
<?cs if:Page.User ?>
<nav aria-label="Main">
<?cs each:group = Page.Nav ?>
<h2><?cs var:group.Label ?></h2>
<ul>
<?cs each:item = group.Items ?>
<li><a href="<?cs var:item.Href ?>"<?cs if:item.Current ?> aria-current="page"<?cs /if ?>><?cs var:item.Label ?></a></li>
<?cs /each ?>
</ul>
<?cs /each ?>
</nav>
<form class="who" method="post" action="<?cs var:Page.SignOut ?>">
<?cs call:csrf(Page.Csrf) ?>
<span><?cs var:Page.User ?></span>
<button>Sign out</button>
</form>
<?cs /if ?>
</header>
<main id="main" tabindex="-1">
<?cs if:Note.Before || Note.After ?><p class="note" role="status"><?cs var:Note.Before ?><?cs if:Note.Subject ?><strong><?cs var:Note.Subject ?></strong><?cs /if ?><?cs var:Note.After ?></p><?cs /if ?>
<?cs if:subcount(Page.Crumbs) > #0 ?>
<nav aria-label="Where this page is"><ol class="crumbs">
<?cs each:crumb = Page.Crumbs ?><li><?cs if:crumb.Href ?><a href="<?cs var:crumb.Href ?>"><?cs var:crumb.Label ?></a><?cs else ?><span aria-current="page"><?cs var:crumb.Label ?></span><?cs /if ?></li>
<?cs /each ?></ol></nav>
<?cs /if ?>
