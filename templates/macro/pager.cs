<?cs # pager(p): links to the pages before and after, p.{Previous,Next}.Href.
?><?cs def:pager(p) ?><?cs if:p.Previous.Href || p.Next.Href ?><nav class="pager" aria-label="Pages">
<?cs if:p.Previous.Href ?><a href="<?cs var:p.Previous.Href ?>" rel="prev">Previous</a><?cs else ?><span>Previous</span><?cs /if ?>
<?cs if:p.Next.Href ?><a href="<?cs var:p.Next.Href ?>" rel="next">Next</a><?cs else ?><span>Next</span><?cs /if ?>
</nav><?cs /if ?><?cs /def ?>
