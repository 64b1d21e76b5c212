/** Joins the live board to this page and to the browser's own connection. */
import { Live, shown } from './live.js'

const { lang, zone } = document.body.dataset
const stages = JSON.parse(document.getElementById('stages').textContent)

const door = {
  open(hear) {
    const source = new EventSource('/api/stream')
    source.onopen = () => hear.opened()
    source.onerror = () => hear.lost(source.readyState === EventSource.CLOSED)
    source.addEventListener('matter', (event) => hear.row(JSON.parse(event.data)))
    source.addEventListener('gone', (event) => hear.gone(JSON.parse(event.data).id))
    source.addEventListener('reset', () => hear.reset())
    return source
  },
  async fetch(path) {
    const answer = await fetch(path, { headers: { Accept: 'application/json' } })
    return { status: answer.status, body: answer.ok ? await answer.json() : undefined }
  },
  later: (work, ms) => setTimeout(work, ms),
}

function cell(text) {
  const td = document.createElement('td')
  td.textContent = text
  return td
}

const show = {
  state(name) {
    const line = document.getElementById('stream')
    line.dataset.state = name
    for (const span of line.querySelectorAll('[data-says]')) span.hidden = span.dataset.says !== name
  },
  rows(rows) {
    document.getElementById('none').hidden = rows.length > 0
    document.getElementById('rows').replaceChildren(...rows.map((row) => {
      const tr = document.createElement('tr')
      tr.append(
        cell(row.number),
        cell(lang === 'zh' ? row.kind_zh : row.kind_en),
        cell(stages[row.stage.toLowerCase()] ?? row.stage),
        cell(row.area || row.grid || row.community || row.township || row.county || ''),
        cell(shown(row.opened_at, lang, zone)),
      )
      return tr
    }))
  },
  city({ city, grids }) {
    document.getElementById('city').textContent = city
    document.getElementById('grids').textContent = grids.toLocaleString(lang === 'zh' ? 'zh-CN' : 'en-GB')
    document.getElementById('where').hidden = !city
  },
  totals(sums, none = '0') {
    for (const dd of document.querySelectorAll('[data-stage]')) dd.textContent = String(sums[dd.dataset.stage] ?? none)
  },
}

new Live(door, show).start()
