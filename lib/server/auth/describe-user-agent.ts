/**
 * The browser and system that a User-Agent header names, for the list of sign-ins. Pure. It knows the common ones and trusts
 * nothing: the header is the client's word, shown only to the person who signed in with it.
 */

export interface DescribedUserAgent {
  /** Such as "Firefox 141"; empty for one that we do not know. */
  browser: string
  /** Such as "Windows" or "Android"; empty for one that we do not know. */
  system: string
}

/** In this order: most browsers also name the ones they descend from. */
const BROWSERS: readonly [pattern: RegExp, name: string][] = [
  [/\bEdgi?A?(?:OS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bYaBrowser\/(\d+)/, 'Yandex Browser'],
  [/\bVivaldi\/(\d+)/, 'Vivaldi'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\bHeadlessChrome\/(\d+)/, 'Headless Chrome'],
  [/\b(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[^ ]*(?: Mobile\/\w+)? Safari\//, 'Safari'],
  [/^curl\/(\d+)/, 'curl'],
]

const SYSTEMS: readonly [pattern: RegExp, name: string][] = [
  [/\bWindows NT\b/, 'Windows'],
  [/\b(?:iPhone|iPod)\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(?:Macintosh|Mac OS X)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

export function describeUserAgent(userAgent: string): DescribedUserAgent {
  let browser = ''
  for (const [pattern, name] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1]
    if (version === undefined) continue
    browser = `${name} ${version}`
    break
  }
  return { browser, system: SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? '' }
}
