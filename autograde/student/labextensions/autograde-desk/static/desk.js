/* The way between the start page and the notebooks, in JupyterLab and Jupyter Notebook 7.

Links to a heading are followed when a page is loaded, when one is clicked in a notebook, and when the start page asks:
JupyterLab itself loses a heading on loading, and any heading whose name is not plain ASCII. Left out: everything that
is told (the start page and the reports). A federated extension written by hand: no build, no shared module. */
(() => {
  const LINKS = ".jp-NotebookPanel .jp-RenderedHTMLCommon a"
  const HANDS_ON = ["wheel", "keydown", "pointerdown"]
  const pause = (time) => new Promise((done) => setTimeout(done, time))
  const atStart = { path: decode(location.pathname), heading: decode(location.hash.slice(1)) } // JupyterLab drops it

  function decode(text) {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  }

  /* Scroll to a heading, and hold it until the heights above have settled or the reader takes over. */
  async function show(panel, heading) {
    let touched = false
    const stop = () => (touched = true)
    HANDS_ON.forEach((name) => addEventListener(name, stop, { capture: true }))
    for (let turn = 0, still = 0, before; turn < 60 && still < 4 && !touched; turn++) {
      const element = panel.node.querySelector(`[data-jupyter-id="${CSS.escape(heading)}"]`)
      if (element) {
        if (before === undefined) select(panel, element)
        element.scrollIntoView()
        const top = Math.round(element.getBoundingClientRect().top)
        still = top === before ? still + 1 : 0
        before = top
      } else if (turn % 5 === 0) {
        panel.content.setFragment("#" + heading) // has JupyterLab draw the cell
      }
      await pause(100)
    }
    HANDS_ON.forEach((name) => removeEventListener(name, stop, { capture: true }))
  }

  /* Make the heading's cell the active one, so that the keyboard goes on from there. */
  function select(panel, element) {
    const index = panel.content.widgets.findIndex((cell) => cell.node.contains(element))
    if (index < 0) return
    panel.content.mode = "command"
    panel.content.activeCellIndex = index
    panel.content.activate()
  }

  /* Show a heading of a notebook as soon as that notebook is the current one. */
  async function showOnceOpen(app, address, heading) {
    await app.restored
    for (let turn = 0; turn < 300; turn++) {
      const panel = app.shell.currentWidget
      if (panel?.context?.isReady && address.endsWith(panel.context.path)) return show(panel, heading)
      await pause(200)
    }
  }

  function activate(app) {
    const start = app.serviceManager.serverSettings.baseUrl + "autograde/start"
    app.commands.addCommand("autograde:start", {
      label: "Start page",
      caption: "Where you are in the course, and what comes next",
      execute: () => void open(start, "start"),
    })
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.(LINKS)
      const panel = app.shell.currentWidget
      if (!link?.hash || !panel?.node.contains(link) || event.ctrlKey || event.metaKey || event.shiftKey) return
      const heading = decode(link.hash.slice(1))
      if (!link.getAttribute("href").startsWith("#")) return void showOnceOpen(app, decode(link.pathname), heading)
      event.preventDefault()
      show(panel, heading)
    })
    window.autogradeDesk = {
      async open(path, heading) {
        const here = app.shell.currentWidget
        const panel = here?.context?.path === path ? here : await app.commands.execute("docmanager:open", { path })
        if (panel && heading) await panel.context.ready.then(() => show(panel, heading))
      },
    }
    if (innerWidth < 600) app.restored.then(() => app.shell.collapseLeft()) // the contents would leave a lesson no room
    if (atStart.heading) showOnceOpen(app, atStart.path, atStart.heading)
  }

  const plugin = { id: "autograde-desk:desk", autoStart: true, activate }
  window._JUPYTERLAB = window._JUPYTERLAB || {}
  window._JUPYTERLAB["autograde-desk"] = { init: () => {}, get: async () => () => plugin }
})()
