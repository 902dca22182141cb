<?cs # The end of every page. ?>
</main>
</body>
</html>
