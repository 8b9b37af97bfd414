/* Below the floor: modules did not run, so say it. Plain ES5, because that is all such a browser reads. */
(function () {
  function tell() {
    var notice = document.getElementById('floor-notice');
    if (notice && !/\bjs\b/.test(document.documentElement.className)) notice.hidden = false;
    if (notice && !notice.hidden) notice.removeAttribute('hidden');
  }
  if (window.addEventListener) window.addEventListener('load', function () { setTimeout(tell, 1500); });
})();
