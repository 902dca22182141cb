<?cs # time(t): t.{Machine,Day,Clock} of view_set_time, in UTC, which admin.js may put
as the time from now on: so no label beside it says which clock.
?><?cs def:time(t) ?><?cs if:t.Machine ?><time datetime="<?cs var:t.Machine ?>"><?cs var:t.Day ?><span> </span><?cs var:t.Clock ?> UTC</time><?cs /if ?><?cs /def ?>
