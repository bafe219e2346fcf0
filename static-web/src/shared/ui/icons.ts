/** The paths of our icons, on a field of 20 by 20, drawn with a line. */
export const paths = {
  plus: 'M10 4v12M4 10h12',
  search: 'M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM14 14l3.5 3.5',
  copy: 'M7 7V4h9v9h-3M4 7h9v9H4z',
  check: 'M4 10.5l4 4 8-9',
  play: 'M6 4l10 6-10 6z',
  stop: 'M5 5h10v10H5z',
  pencil: 'M4 16l.8-3.2L13 4.6 15.4 7l-8.2 8.2z',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10',
  arrow: 'M4 10h11M11 6l4 4-4 4',
  close: 'M5 5l10 10M15 5L5 15',
  error: 'M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM7.3 7.3l5.4 5.4M12.7 7.3l-5.4 5.4',
  swap: 'M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3',
  alert: 'M10 3l8 14H2zM10 8.5v3.5M10 14.3v.2',
  down: 'M5 8l5 5 5-5',
  more: 'M4 10a.8.8 0 1 0 1.6 0A.8.8 0 1 0 4 10zM9.2 10a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0zM14.4 10a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0z',
  undo: 'M7 5L3.5 8.5 7 12M3.5 8.5H12a4.5 4.5 0 0 1 0 9H9',
  help: 'M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM7.8 7.8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 14.2v.1',
  keyboard: 'M2.5 5h15v10h-15zM5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M7 12h6',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  leave: 'M8 4H4v12h4M8 10h9M13.5 6.5L17 10l-3.5 3.5',
  offline:
    'M3 3l14 14M6.2 12.2a5 5 0 0 1 4-1.6M3.5 9a9.5 9.5 0 0 1 3.3-2.2M9.5 6a9.5 9.5 0 0 1 7 3M10 15.5h.01',
  prompt: 'M4 5l5 5-5 5M11 15h6',
  history: 'M3 10a7 7 0 1 0 2.3-5.2L3 7M3 3v4h4M10 6.5V10l2.5 2',
  chart: 'M3 17h14M5.5 14V9M10 14V4M14.5 14v-3',
  download: 'M10 3v9M6 8.5l4 4 4-4M4 16.5h12',
  user: 'M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 17c.8-3 3.2-4.5 6.5-4.5s5.7 1.5 6.5 4.5',
}

export type IconName = keyof typeof paths
export const iconNames = Object.keys(paths) as IconName[]
