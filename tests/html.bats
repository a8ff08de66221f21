#!/usr/bin/env bats
# tgsink -f html: the page, as Chromium sees it.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	browser=$(type -P chromium || type -P chromium-browser || type -P google-chrome) || skip "Chromium is not installed"
}

# browse URL [OPTION...]: what the browser makes of it, as HTML in the file dom. Lazy pictures are
# loaded as well; ten seconds of the page's own time pass.
browse() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$BATS_TEST_TMPDIR.profile" \
		--window-size=1000,800 --virtual-time-budget=10000 "${@:2}" --dump-dom "$1" > dom 2> browser.err || {
		tail -n 5 browser.err
		return 1
	}
}

# probe PAGE.html[#HASH] SCRIPT [OPTION...]: opens the page with SCRIPT at its end, which its policy
# is told of; the lines that SCRIPT gives to say() are in the file seen, and nothing else may
# be wrong with the page.
probe() {
	local page=${1%.html*}.html hash=${1##*.html} folder=. sum script="
		const lines = [];
		const say = line => { lines.push(line); document.getElementById('seen').textContent = lines.join('\\n') + '\\n'; };
		addEventListener('securitypolicyviolation', event => say('violation: ' + event.blockedURI));
		addEventListener('error', event => say('error: ' + (event.message || event.target.src)), true);
		for (const image of document.images) image.loading = 'eager';
		addEventListener('load', () => { $2 });"
	sum=$(printf %s "$script" | sha256sum)
	sum=$(printf '%b' "$(sed -E 's/ .*//; s/../\\x&/g' <<< "$sum")" | base64)
	[ "${page%/*}" = "$page" ] || folder=${page%/*}
	{
		sed "s|script-src |&'sha256-$sum' |; /^<\/body>/,\$d" "$page"
		printf '<pre id="seen"></pre><script>%s</script>' "$script"
	} > "$folder/probe.html"
	browse "file://$(realpath "$folder" | sed 's/%/%25/g; s/ /%20/g; s/#/%23/g; s/?/%3f/g')/probe.html$hash" "${@:3}"
	sed -n '/<pre id="seen">/,/<\/pre>/p' dom | sed -e 's/.*<pre id="seen">//; /<\/pre>/d; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' > seen
	! grep -E '^(violation|error): ' seen
}

# seen_is LINE...: that is what the last probe said.
seen_is() {
	is seen "$@"
}

# decoded: percent-encoded file URLs, a line each, as paths with NULs.
decoded() {
	while IFS= read -r url; do
		[ "${url#file:///}" != "$url" ] || echo "no file: $url"
		printf '%b\0' "${url#file://}" | sed -z 's/%/\\x/g' | while IFS= read -r -d '' path; do
			printf '%b\0' "$path"
		done
	done
}

# What a name may try to be.
hostile=(
	'<script>document.title="owned"' '<img src=x onerror=document.title="owned">'
	'" onmouseover="document.title=1" x="' "' onfocus='document.title=1" '--><svg onload=document.title=1>'
	'javascript:document.title="owned"' '&lt;b&gt; &amp;' '100%41 #anchor?query=1&b=2' 'back\slash' $'new\nline' $'tab\there'
	$'\xff\xfe not UTF-8' $'cut \xe2\x82' $'right to left \xe2\x80\xaegpj' $'isolate \xe2\x81\xa7' 'file:' '%2e%2e' '...'
	$'caf\xc3\xa9 \xf0\x9f\x93\xb7' $'controls \a\e[31m\x7f' '{{x}}${y}`z`' ' blanks '
)

# The names as files and as folders.
tree() {
	local i=0 name
	for name in "${hostile[@]}"; do
		picture "d/$name/$name.jpg" 30x20 $((++i))
	done
	head -c 300 "d/...//....jpg" > "d/<b>broken"
	echo text > d/text
	tgwalk d | tgthumb -q | tgsink -q -f html index.html || [ $? -eq 1 ]
}

# innocent: says what a name would have changed, had it done something.
innocent='
	say(document.title);
	say(document.scripts.length + " scripts");
	say(document.querySelectorAll("svg, iframe, object, embed, form, base, link").length + " others");
	say([...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => /^on|^style$/.test(a.name))).length + " handlers");
	say(document.images.length + " pictures");'

@test "pictures load, links lead to the files, and no name does anything" {
	tree
	probe index.html "$innocent"'
		say([...document.images].filter(i => i.naturalWidth === 30 && i.naturalHeight === 20).length + " of " + document.images.length);
		say([...document.images].filter(i => i.alt).length + " with a text");
		say(getComputedStyle(document.querySelector("li")).display);
		say(document.getElementById("count").value);
		for (const link of document.querySelectorAll("li > a")) say(link.href);'
	n=${#hostile[@]}
	head -n 9 seen > said
	is said d '2 scripts' '0 others' '0 handlers' "$n pictures" "$n of $n" "$n with a text" block "$((n + 1)) pictures"
	tail -n +10 seen | decoded | sort -z > linked
	tgwalk -0 d | grep -zv /text | sort -z | cmp - linked
	xargs -0 ls -d -- < linked > /dev/null
}

@test "no name does anything, even without the policy" {
	tree
	sed '/Content-Security-Policy/d' index.html > open.html
	probe open.html "$innocent"
	seen_is d '2 scripts' '0 others' '0 handlers' "${#hostile[@]} pictures"
}

@test "the policy stops a script and a style that are not the page's, and pictures from elsewhere" {
	tree
	sed 's|^</main>|<script>document.title="owned"</script><img src="x" onerror="document.title=1">&|' index.html > other.html
	browse "file://$PWD/other.html"
	grep -q '<title>d</title>' dom
	run ! probe index.html '
		const image = document.images[0];
		image.setAttribute("style", "opacity: 0");
		say(getComputedStyle(image).opacity);
		image.setAttribute("onclick", "document.title = 1");
		image.dispatchEvent(new Event("click"));
		const script = document.createElement("script");
		script.textContent = "document.title = 2";
		document.body.append(script);
		say(document.title);
		image.src = "https://tg.invalid/x.png";'
	sort -u seen | grep -v '^error' > said
	is said 1 d 'violation: https://tg.invalid/x.png' 'violation: inline'
	# The page itself names no other place.
	run ! grep -aiE 'https?:' index.html
}

# names: says the names that are shown, and the count.
names='
	say([...document.querySelectorAll("section:not([hidden]) li:not([hidden]) b")].map(b => b.textContent).join(" "));
	say(document.getElementById("count").value);'

# album: a small, proper one, with three folders and two problems.
album() {
	picture Album/Rome/a1.jpg 30x20 1
	picture $'Album/Rome/caf\xc3\xa9.jpg' 30x20 2
	picture Album/Oslo/a2.jpg 30x20 3
	picture Album/a3.jpg 30x20 4
	picture Album/Oslo/cut.jpg 300x200 5
	truncate -s -1000 Album/Oslo/cut.jpg
	printf '\xff\xd8\xff' > Album/Oslo/bad.jpg
	# The walk leaves and enters Album again, which gives two sections.
	for name in a3 Oslo/a2 Oslo/bad Oslo/cut Rome/a1 Rome/$'caf\xc3\xa9'; do printf '%s\0' "$PWD/Album/$name.jpg"; done > list
	picture Album/z.jpg 30x20 6
	printf '%s\0' "$PWD/Album/z.jpg" >> list
	tgthumb -q < list | tgsink -q -f html album.html || [ $? -eq 1 ]
}

@test "the filter filters by words of name, folder and reason, without case and accents" {
	album
	probe album.html#filter=ROME "$names"
	seen_is $'a1.jpg caf\xc3\xa9.jpg' '2 of 7 pictures'
	probe 'album.html#filter=a%20oslo' "$names"
	seen_is 'a2.jpg bad.jpg cut.jpg' '3 of 7 pictures'
	probe 'album.html#filter=CAFE' "$names"
	seen_is $'caf\xc3\xa9.jpg' '1 of 7 pictures'
	probe 'album.html#filter=failed' "$names"
	seen_is bad.jpg '1 of 7 pictures'
	probe 'album.html#filter=nothing%20such' "$names"' say(document.querySelectorAll("section:not([hidden])").length);'
	seen_is '' '0 of 7 pictures' 0
	probe 'album.html#problems' "$names"
	seen_is 'bad.jpg cut.jpg' '2 of 7 pictures'
	probe 'album.html#filter=cut&problems' "$names"
	seen_is 'cut.jpg' '1 of 7 pictures'
	# What is like a part of the page's own text is not found.
	probe 'album.html#filter=30' "$names"
	seen_is '' '0 of 7 pictures'
}

@test "typing filters, and the address keeps the view" {
	album
	probe album.html '
		filter.value = "oslo";
		filter.dispatchEvent(new Event("input"));
		requestAnimationFrame(() => setTimeout(() => {
			'"$names"'
			filter.dispatchEvent(new Event("change"));
			only.click();
			say(location.hash);
			'"$names"'
			location.hash = "#filter=rome";
			setTimeout(() => { '"$names"' }, 100);
		}));'
	seen_is 'a2.jpg bad.jpg cut.jpg' '3 of 7 pictures' '#filter=oslo&problems' 'bad.jpg cut.jpg' '2 of 7 pictures' \
		$'a1.jpg caf\xc3\xa9.jpg' '2 of 7 pictures'
}

@test "keys: / to the filter, arrows to and between the cards, Escape for all" {
	album
	probe album.html#filter=oslo '
		const press = (key, more) => {
			const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
			document.activeElement.dispatchEvent(event);
			const at = document.activeElement;
			say(key + " " + (at.href ? at.href.replace(/.*\//, "") : at.id || at.tagName));
		};
		press("ArrowDown"); press("/", { ctrlKey: true }); press("/"); press("ArrowDown"); press("ArrowRight"); press("ArrowRight");
		press("ArrowRight"); press("ArrowLeft"); press("/"); press("Escape"); press("ArrowDown"); press("ArrowRight");
		press("ArrowDown"); press("ArrowUp");
		'"$names"
	seen_is 'ArrowDown BODY' '/ BODY' '/ filter' 'ArrowDown a2.jpg' 'ArrowRight bad.jpg' 'ArrowRight cut.jpg' \
		'ArrowRight cut.jpg' 'ArrowLeft bad.jpg' '/ filter' 'Escape filter' 'ArrowDown a3.jpg' 'ArrowRight z.jpg' \
		'ArrowDown bad.jpg' 'ArrowUp z.jpg' $'a3.jpg z.jpg a2.jpg bad.jpg cut.jpg a1.jpg caf\xc3\xa9.jpg' '7 pictures'
}

@test "a folder has one heading, whatever came between, and what all share is the title" {
	album
	[ "$(grep -c '<section>' album.html)" -eq 4 ]
	probe album.html '
		say(document.title + " " + document.querySelector("h1").textContent);
		for (const heading of document.querySelectorAll("h2"))
			say(heading.textContent + " " + heading.closest("section").querySelectorAll("li").length);
		for (const link of document.querySelectorAll("h2 a")) say(link.href.slice(-11));'
	folder=$PWD/Album/
	seen_is 'Album Album' 'Album 2' 'Oslo 3' 'Rome 2' "${folder: -11}" 'Album/Oslo/' 'Album/Rome/'
}

@test "what has no whole thumbnail says why, and a cut stream says that pictures are missing" {
	album
	tgthumb -q < list > stream || [ $? -eq 1 ]
	head -z -n -1 stream > cut
	try 3 tgsink -f html < cut
	cp "$OUT" cut.html
	probe cut.html '
		for (const text of document.querySelectorAll("i, em, footer p, .cut")) say(text.textContent);
		say(document.querySelector(".failed a").ariaLabel);
		say(document.querySelector(".cut").nextElementSibling.tagName);'
	seen_is 'Pictures are missing here, since the records were cut: no end record of 1 of 1 streams' \
		'truncated JPEG' 'truncated JPEG' '5 thumbnails, 1 partial, 1 failed (1 truncated), 0 not pictures' \
		'bad.jpg: truncated JPEG' MAIN
}

@test "the page fits a wide and a narrow window, and is light or dark as its reader likes" {
	album
	fits='
		const tiles = [...document.querySelectorAll("li > a")].map(a => a.getBoundingClientRect());
		say(document.documentElement.scrollWidth <= innerWidth);
		say(tiles.every(t => Math.abs(t.width - t.height) < 1 && t.width >= 120 && t.left >= 0 && t.right <= innerWidth));
		say(tiles.filter(t => t.top === tiles[2].top).length);
		const [ink, paper] = ["color", "backgroundColor"].map(p => +getComputedStyle(document.body)[p].match(/[0-9]+/)[0]);
		say(ink < 80 && paper > 200 ? "light" : ink > 200 && paper < 80 ? "dark" : ink + " " + paper);'
	probe album.html "$fits"
	seen_is true true 3 light
	probe album.html "$fits" --window-size=320,600 --blink-settings=preferredColorScheme=0
	seen_is true true 2 dark
}

# images PAGE: of its pictures, how many load.
images() {
	probe "$1" 'say([...document.images].filter(i => i.naturalWidth).length + " of " + document.images.length);'
	cat seen
}

@test "the thumbnails are found from wherever the page is written" {
	picture d/a.jpg 30x20
	tgthumb -q -o 'd/th #1' d/a.jpg > stream
	mkdir -p elsewhere 'd/th #1/in'
	ln -s ../d/linked.html elsewhere/link.html
	echo > d/linked.html
	for page in page.html d/page.html 'd/th #1/page.html' 'd/th #1/in/page.html' elsewhere/page.html elsewhere/link.html; do
		try 0 tgsink -f html "$page" < stream
		echo "$page: $(grep -o 'src="[^"]*/' "$page")"
		[ "$(images "$page")" = '1 of 1' ]
	done
	try 0 tgsink -f html < stream
	cp "$OUT" elsewhere/stdout.html
	[ "$(images elsewhere/stdout.html)" = '1 of 1' ]
	# A page above its thumbnails moves with them.
	mv d moved
	[ "$(images moved/page.html)" = '1 of 1' ]
}

@test "streams with folders of their own, mixed, each find theirs" {
	for n in 1 2 3; do
		picture d/$n.jpg 30x20 $n
		tgthumb -q -o th$n d/$n.jpg > stream$n
	done
	{ head -zn 1 stream1; head -zn 1 stream2; head -zn 1 stream3; for n in 1 2 3; do tail -zn +2 stream$n; done; } > mixed
	try 0 tgsink -f html page.html < mixed
	[ "$(images page.html)" = '3 of 3' ]
}

# As the shares of a list are: of each its begin record first, then the pictures in their order.
@test "as many streams as there are pictures take no time" {
	awk -v n=80000 'BEGIN {
		for (i = 0; i < n; i++) printf "b\t1\t%032x\t1.000000000\tbox=1x1\t-\t-\t0\t/t%d%c", i, i, 0
		for (i = 0; i < n; i++)
			printf "t\t%064x.png\t1\t1\t1\t1\t9\t1.000000000\t-\t-\t1\t2\t3.000000000\t-\t%032x\t0\t0\t/p/%d%c",
				i, i * 7919 % n, i, 0
		for (i = 0; i < n; i++) printf "e\t%032x\tcomplete\t1\t0\t0\t0\t0%c", i, 0
	}' > stream
	try 0 timeout 8 tgsink -f html < stream
	[ "$(grep -c '<img ' "$OUT")" = 80000 ]
	grep -F '/t79190/000000000000000000000000000000000000000000000000000000000000000a.png"' "$OUT" > /dev/null
}
