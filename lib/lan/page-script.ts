/**
 * The script of the direct page, in the language of 2009 so that any browser in a drawer runs it. What comes from outside goes
 * to the page as text nodes alone. It keeps a bounded number of records and shows a bounded number of rows.
 */
import { PAGE_WORDS } from './page-words.ts'

export const SCRIPT = String.raw`(function () {
  'use strict'
  var KEPT_MAX = 50000, ROWS_MAX = 2000, ROWS_PER_FRAME = 400
  var RANKS = { trace: 0, debug: 1, info: 2, warning: 3, error: 4, fatal: 5 }
  var WORDS = ${JSON.stringify(PAGE_WORDS)}
  var language = /^ru/i.test(navigator.language || navigator.userLanguage || '') ? 'ru' : 'en'
  var words = WORDS[language]
  var byId = function (id) { return document.getElementById(id) }
  var list = byId('list'), rows = byId('rows'), filter = byId('filter'), level = byId('level')
  var logs = [], dropped = 0, next = 0, shown = 0, isFollowing = true, isPlanned = false, waitMs = 500, hasBeenOpen = false
  var soon = window.requestAnimationFrame || function (work) { setTimeout(work, 30) }

  function say(text) { byId('state').textContent = text }
  function show(id) {
    byId('entry').hidden = id !== 'entry'
    byId('viewer').hidden = id !== 'viewer'
    if (id === 'entry') byId('code').focus()
  }

  function translate(name, put) {
    var found = document.querySelectorAll('[data-' + name + ']')
    for (var i = 0; i < found.length; i++) put(found[i], words[found[i].getAttribute('data-' + name)])
  }

  document.documentElement.lang = language
  translate('word', function (node, word) { node.textContent = word })
  translate('placeholder', function (node, word) { node.placeholder = word })
  translate('label', function (node, word) { node.setAttribute('aria-label', word) })
  say(words.connecting)

  // ── the way in ──

  function enter(code, isTyped) {
    var request = new XMLHttpRequest()
    request.open('POST', '/code')
    request.onload = function () {
      if (request.status === 200) {
        var name = ''
        try { name = String(JSON.parse(request.responseText).name || '') } catch (error) {}
        if (name) byId('title').textContent = document.title = name
        show('viewer')
        return connect()
      }
      show('entry')
      say('')
      byId('wrong').textContent = request.status === 429
        ? words.locked
        : code ? words.wrong : ''
    }
    request.onerror = function () { isTyped ? say(words.silent) : later() }
    request.send(code)
  }

  byId('entry').addEventListener('submit', function (event) {
    event.preventDefault()
    var code = byId('code').value
    if (code.trim()) enter(code, true)
  })

  /** The address may carry the code; it must not stay there. */
  function codeOfAddress() {
    var match = /[?&]code=([^&]+)/.exec(location.search) || /^#(?:code=)?(.+)/.exec(location.hash)
    if (!match) return ''
    if (window.history && history.replaceState) history.replaceState(null, '', '/')
    else location.hash = ''
    try { return decodeURIComponent(match[1]) } catch (error) { return match[1] }
  }

  // ── the stream ──

  function connect() {
    var isOpen = false
    var socket = new WebSocket('ws://' + location.host + '/ws')
    say(words.connecting)
    socket.onopen = function () {
      isOpen = true
      waitMs = 500
      // The device tells everything it holds once more.
      logs = []
      dropped = 0
      redraw()
      say(words.live)
      hasBeenOpen = true
    }
    socket.onmessage = function (event) {
      var frame
      try { frame = JSON.parse(event.data) } catch (error) { return }
      if (!frame || frame.type !== 'log' || !frame.data) return
      logs.push(frame.data)
      if (logs.length >= KEPT_MAX * 1.1) {
        var over = logs.length - KEPT_MAX
        logs.splice(0, over)
        dropped += over
        next = Math.max(0, next - over)
      }
      plan()
    }
    socket.onclose = function () { later(isOpen) }
  }

  function later() {
    say(hasBeenOpen ? words.lost : words.none)
    setTimeout(function () { enter('') }, waitMs)
    waitMs = Math.min(8000, waitMs * 2)
  }

  // ── the list ──

  function matches(log) {
    var rank = RANKS[log.level]
    if (Number(level.value) > 0 && !(rank >= Number(level.value))) return false
    var wanted = filter.value.toLowerCase()
    if (!wanted) return true
    return (log.message + '\n' + (log.error || '')).toLowerCase().indexOf(wanted) >= 0
  }

  function element(name, text, parent, className) {
    var made = document.createElement(name)
    if (text) made.appendChild(document.createTextNode(text))
    if (className) made.className = className
    if (parent) parent.appendChild(made)
    return made
  }

  function two(number) { return (number < 10 ? '0' : '') + number }

  /** The device's own clock; a time with a zone is shown in the reader's. */
  function timeOf(text) {
    var time = String(text || '')
    if (/(Z|[+-]\d\d:?\d\d)$/.test(time)) {
      var date = new Date(time.replace(/(\.\d{3})\d+/, '$1'))
      if (!isNaN(date.getTime())) {
        return two(date.getHours()) + ':' + two(date.getMinutes()) + ':' + two(date.getSeconds()) + '.' + ('00' + date.getMilliseconds()).slice(-3)
      }
    }
    return time.slice(11, 23)
  }

  function rowOf(log) {
    var name = RANKS.hasOwnProperty(log.level) ? log.level : ''
    var row = element('li', '', null, name)
    element('time', timeOf(log.timestamp), row).title = String(log.timestamp || '')
    element('b', name ? name.toUpperCase().slice(0, 5) : '–', row).title = name || words.noLevel
    element('span', String(log.message), row)
    if (log.error || log.stackTrace) {
      var more = element('details', '', row)
      element('summary', String(log.error || words.stack), more)
      more.addEventListener('toggle', function () { if (isFollowing) list.scrollTop = list.scrollHeight })
      if (log.stackTrace) element('pre', String(log.stackTrace), more)
    }
    return row
  }

  function plan() {
    if (isPlanned) return
    isPlanned = true
    soon(draw)
  }

  /** What is filtered out costs little; of the rest only the newest rows are made. */
  function draw() {
    isPlanned = false
    var made = document.createDocumentFragment(), count = 0, looked = 0
    while (next < logs.length && count < ROWS_PER_FRAME && looked < 20000) {
      var log = logs[next++]
      looked++
      if (!matches(log)) continue
      made.appendChild(rowOf(log))
      count++
    }
    rows.appendChild(made)
    shown += count
    while (shown > ROWS_MAX) {
      rows.removeChild(rows.firstChild)
      shown--
    }
    var older = rowsBefore()
    var text = words.count.replace('#', logs.length + dropped)
    byId('count').textContent = older ? text + ', ' + words.newest.replace('#', shown) : text
    if (isFollowing) list.scrollTop = list.scrollHeight
    if (next < logs.length) plan()
  }

  function rowsBefore() { return dropped > 0 || (shown >= ROWS_MAX && logs.length > shown) }

  /** From far enough back that the newest rows of the filter are there. */
  function redraw() {
    while (rows.firstChild) rows.removeChild(rows.firstChild)
    shown = 0
    next = logs.length
    for (var found = 0; next > 0 && found < ROWS_MAX; next--) if (matches(logs[next - 1])) found++
    plan()
  }

  function follow(isOn) {
    isFollowing = isOn
    byId('follow').setAttribute('aria-pressed', String(isOn))
    if (isOn) list.scrollTop = list.scrollHeight
  }

  byId('follow').addEventListener('click', function () { follow(!isFollowing) })
  list.addEventListener('scroll', function () {
    var isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 8
    if (isAtEnd !== isFollowing && (isAtEnd || !isPlanned)) follow(isAtEnd)
  })
  filter.addEventListener('input', redraw)
  level.addEventListener('change', redraw)

  enter(codeOfAddress())
})()
`
