<?cs # time(t): t.{Machine,Text} of view_set_time, in UTC.
?><?cs def:time(t) ?><?cs if:t.Machine ?><time datetime="<?cs var:t.Machine ?>"><?cs var:t.Text ?></time><?cs /if ?><?cs /def ?>
