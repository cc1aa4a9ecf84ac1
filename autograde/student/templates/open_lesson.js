/* A lesson that is open already is shown without loading its window again. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-path]")
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  const tab = open("", link.target)
  if (!tab) return
  event.preventDefault()
  if (tab.autogradeDesk) tab.autogradeDesk.open(link.dataset.path, decodeURIComponent(link.hash.slice(1)))
  else tab.location = link.href
  tab.focus()
})
