<?cs # figures(list): the cards above a list, each a link to what it counts.
list.*: Label, Href, Value, Remark, Chart.{Class,Words,Lines.*.{Points,Dot}}; a
chart is drawn in a box of 140 by 32.
waiting(w): above them, the link w.{Text,Href} to what somebody has to decide
on; nothing where nothing waits.
?><?cs
def:waiting(w) ?><?cs if:w.Text ?><p class="waiting"><a href="<?cs var:w.Href ?>"><?cs var:w.Text ?></a></p><?cs /if ?><?cs /def ?><?cs
def:figures(list) ?><ul class="figures">
<?cs each:figure = list ?><li><a class="card" href="<?cs var:figure.Href ?>">
<span class="label"><?cs var:figure.Label ?></span>
<strong><?cs var:figure.Value ?></strong>
<span class="remark"><?cs var:figure.Remark ?></span>
<svg class="chart <?cs var:figure.Chart.Class ?>" viewBox="0 0 140 32" preserveAspectRatio="none" role="img" aria-label="<?cs var:figure.Chart.Words ?>"><?cs each:line = figure.Chart.Lines ?><polyline<?cs if:line.Dot ?> class="dot"<?cs /if ?> vector-effect="non-scaling-stroke" points="<?cs var:line.Points ?>"></polyline><?cs /each ?></svg>
</a></li>
<?cs /each ?></ul><?cs /def ?>
