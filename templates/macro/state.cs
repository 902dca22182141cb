<?cs # state(s): a word and a colour, s.{Word,Class}; good wait bad off.
?><?cs def:state(s) ?><span class="state <?cs var:s.Class ?>"><?cs var:s.Word ?></span><?cs /def ?>
