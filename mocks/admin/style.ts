/** No fonts, scripts or pictures from elsewhere: the page works without internet. */
export const style = `
:root { color-scheme: light dark; --line: #d6d9de; --soft: #5b6470; --mark: #a61b1b; --back: #fff; --panel: #f5f6f8; --ink: #1b1f24 }
@media (prefers-color-scheme: dark) { :root { --line: #3a414b; --soft: #a3acb8; --mark: #ff8a80; --back: #15181c; --panel: #1e2228; --ink: #e8eaed } }
* { box-sizing: border-box }
body { margin: 0; border-top: 6px solid var(--mark); font: 16px/1.5 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; color: var(--ink); background: var(--back) }
header, main { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .75rem }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .75rem }
.en { display: block; font-weight: 400; font-size: .85em; color: var(--soft) }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px }
table { border-collapse: collapse; width: 100%; font-size: .95rem }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid var(--line) }
th { background: var(--panel); font-weight: 600 }
th, td code, .date { white-space: nowrap }
tbody tr:last-child td { border-bottom: 0 }
code, pre { font: .9em/1.5 ui-monospace, 'SF Mono', Consolas, 'DejaVu Sans Mono', monospace }
pre { overflow-x: auto; padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px }
.ok .en { display: inline; margin-left: .4em }
.ok { color: var(--soft) }
.clamp { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
.fault { color: var(--mark); font-weight: 600 }
a { color: inherit }
main { padding-bottom: 4rem }
`
