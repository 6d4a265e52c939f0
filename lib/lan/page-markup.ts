/** The body of the direct page, in English: its script translates what has a word's name, and fills the list. */
export const MARKUP = `<header>
<h1 id="title">Agent Logger</h1>
<p id="state" role="status"></p>
</header>
<noscript><p class="note">This page needs JavaScript.</p></noscript>
<form id="entry" hidden>
<label for="code" data-word="code">Code from the device's terminal</label>
<input id="code" name="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="40" aria-describedby="wrong">
<button type="submit" data-word="enter">Show the logs</button>
<p id="wrong" role="alert"></p>
</form>
<div id="viewer" hidden>
<div id="tools">
<label class="off" for="filter" data-word="filter">Filter</label>
<input id="filter" type="search" placeholder="Filter" data-placeholder="filter" spellcheck="false">
<label class="off" for="level" data-word="level">Lowest level</label>
<select id="level">
<option value="0" data-word="all">All levels</option>
<option value="1" data-word="debug">Debug and up</option>
<option value="2" data-word="info">Info and up</option>
<option value="3" data-word="warning">Warnings and up</option>
<option value="4" data-word="error">Errors and up</option>
</select>
<button id="follow" type="button" aria-pressed="true" data-word="follow">Follow</button>
<span id="count"></span>
</div>
<div id="list" role="log" aria-live="off" aria-label="Logs, newest last" data-label="list" tabindex="0"><ol id="rows"></ol></div>
</div>`
