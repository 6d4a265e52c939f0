/**
 * Makes a mail: subject, plain text, and HTML. The HTML has inline styles, loads nothing, and sets no background, so that it
 * is readable in light and dark programs. Pure.
 */
import type { MailContents, MailLocale, MailName, MailValues, MailWords, NoticeFacts } from './mail-words.ts'
import { mailWordsEn } from './mail-words-en.ts'
import { mailWordsRu } from './mail-words-ru.ts'

export interface ComposedMail {
  subject: string
  text: string
  html: string
}

const WORDS: Record<MailLocale, MailWords> = { en: mailWordsEn, ru: mailWordsRu }

/** `origin` is the public address of this server. */
export function composeMail<N extends MailName>(
  name: N,
  values: MailValues[N],
  locale: MailLocale,
  origin: string,
): ComposedMail {
  const words = WORDS[locale]
  const contents: MailContents = words.contents
  const { subject, paragraphs, button } = contents[name](values)
  const [first = '', ...rest] = paragraphs
  const sentBy = words.sentBy(origin)
  const text = [first, ...(button ? [`${button.label}:\n${button.url}`] : []), ...rest, `-- \n${sentBy}`].join('\n\n')
  const html = [
    '<!doctype html>',
    `<html lang="${locale}"><head><meta charset="utf-8">`,
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escaped(subject)}</title></head>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,\'Segoe UI\',sans-serif">',
    '<div style="max-width:560px;margin:0 auto">',
    '<p style="margin:0 0 24px;font-weight:600">Agent Logger</p>',
    paragraph(first),
    ...(button ? [buttonOf(button.label, button.url)] : []),
    ...rest.map(paragraph),
    ...(button ? [small(`${escaped(words.copyInstead)}<br>${anchor(button.url)}`)] : []),
    small(escaped(sentBy)),
    '</div></body></html>',
  ].join('\n')
  return { subject: oneLine(subject), text, html }
}

/** The time of a notice in words, in UTC because the mail server does not know the reader's zone. */
export function noticeFacts(address: string, locale: MailLocale, atMs: number): NoticeFacts {
  const when = new Intl.DateTimeFormat(locale === 'ru' ? 'ru-RU' : 'en-US', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(atMs)
  return { when: `${when} UTC`, address: address === 'unknown' ? '' : address }
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${linked(text)}</p>`
}

function small(html: string): string {
  return `<p style="margin:24px 0 0;font-size:13px;opacity:.75;word-break:break-word">${html}</p>`
}

function buttonOf(label: string, url: string): string {
  const style =
    'display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600'
  return `<p style="margin:0 0 24px"><a href="${escaped(url)}" style="${style}">${escaped(label)}</a></p>`
}

function anchor(url: string): string {
  return `<a href="${escaped(url)}" style="color:inherit">${escaped(url)}</a>`
}

/** An address at the end of a paragraph becomes a link. */
function linked(text: string): string {
  const url = /https?:\/\/\S+$/.exec(text)?.[0]
  return url ? escaped(text.slice(0, -url.length)) + anchor(url) : escaped(text)
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
