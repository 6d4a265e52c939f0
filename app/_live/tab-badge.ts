'use client'

/** A number on the browser's tab: in front of the title, and as a badge on the icon. Zero brings both back as they were. */

const ICON = '/icon.svg'
const SIDE_PX = 64
/** Above that there is no room for digits. */
const COUNT_MAX = 99
const RED = '#c62828'

/** What this page has put in front of the title. */
const PREFIX = /^\(\d+\+?\) /
let drawing = 0

export function setTabBadge(count: number): void {
  const title = document.title.replace(PREFIX, '')
  document.title = count > 0 ? `(${label(count)}) ${title}` : title
  const drawn = ++drawing
  if (count === 0) {
    for (const link of icons()) restore(link)
    return
  }
  const image = new Image()
  image.onload = () => {
    // A later number, or none, was wanted meanwhile.
    const url = drawn === drawing ? draw(image, label(count)) : null
    if (url) for (const link of icons()) replace(link, url)
  }
  image.src = ICON
}

const label = (count: number) => (count > COUNT_MAX ? `${COUNT_MAX}+` : String(count))

function icons(): HTMLLinkElement[] {
  return [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')]
}

function replace(link: HTMLLinkElement, url: string): void {
  link.dataset.original ??= JSON.stringify({ href: link.getAttribute('href'), type: link.getAttribute('type') })
  link.type = 'image/png'
  link.href = url
}

function restore(link: HTMLLinkElement): void {
  const { original } = link.dataset
  if (original === undefined) return
  const { href, type } = JSON.parse(original) as { href: string | null; type: string | null }
  delete link.dataset.original
  if (type === null) link.removeAttribute('type')
  else link.type = type
  if (href !== null) link.href = href
}

function draw(image: HTMLImageElement, text: string): string | null {
  const canvas = document.createElement('canvas')
  canvas.width = SIDE_PX
  canvas.height = SIDE_PX
  const context = canvas.getContext('2d')
  if (!context) return null
  context.drawImage(image, 0, 0, SIDE_PX, SIDE_PX)
  const radius = text.length > 1 ? 20 : 18
  const [x, y] = [SIDE_PX - radius, SIDE_PX - radius]
  context.fillStyle = RED
  context.beginPath()
  context.arc(x, y, radius, 0, Math.PI * 2)
  context.fill()
  context.fillStyle = '#fff'
  context.font = `bold ${text.length > 2 ? 20 : 27}px system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, x, y + 2)
  return canvas.toDataURL('image/png')
}
