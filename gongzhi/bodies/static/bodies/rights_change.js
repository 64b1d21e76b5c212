/* Of the form for a change of rights only those rows are shown that the chosen change needs; the server checks anyway. */
addEventListener('DOMContentLoaded', () => {
  const what = document.querySelector('select[data-needs]')
  if (!what) return
  const needs = JSON.parse(what.dataset.needs)
  const all = new Set(Object.values(needs).flat())
  const show = () => all.forEach((name) => {
    const row = document.querySelector(`.form-row.field-${name}`)
    if (row) row.hidden = !needs[what.value].includes(name)
  })
  what.addEventListener('change', show)
  show()
})
