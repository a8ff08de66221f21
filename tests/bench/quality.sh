#!/bin/bash
# How good the 200x200 thumbnails of the JPEG and PNG files under a folder are,
# against the ideal one of each (see quality.c), and so those of the peers that
# are installed: PSNR and SSIM, mean and worst.
#
#	tests/bench/quality.sh DIR
#
#	BUILD=build  where the tools and the program quality were built
#	V=1          a line for each picture
set -eu

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
PATH=${BUILD:-$top/build}:$PATH
dir=${1:-}
export LC_ALL=C
if [ ! -d "$dir" ]; then
	echo "quality.sh: DIR must be a folder with pictures: '$dir'" >&2
	exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# A thumbnail's record is "t", its name, numbers and the like and, last, the
# picture's path. Damaged files and those that are no pictures have none.
pictures=()
mkdir tg
(cd "$OLDPWD" && tgwalk "$dir") | tgthumb -q -o tg > records || [ $? -eq 1 ]
while IFS=$'\t' read -r -d '' kind name _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ path; do
	[ "$kind" = t ] || continue
	ln "tg/$name" "tg/${#pictures[@]}.png"
	pictures+=("$path")
done < records
if [ ${#pictures[@]} -eq 0 ]; then
	echo "quality.sh: $dir: no pictures" >&2
	exit 2
fi

peers=(tg)
if command -v vipsthumbnail > /dev/null; then
	peers+=(vipsthumbnail)
	mkdir vipsthumbnail
	for i in "${!pictures[@]}"; do
		vipsthumbnail --size '200x200>' --iprofile srgb --eprofile srgb -o "$scratch/vipsthumbnail/$i.png" "${pictures[i]}" \
			2> vips.log || true
	done
fi

# One of the pythons here may have Pillow, and not be the first in PATH.
for python in python3 /usr/bin/python3; do
	"$python" -c 'import PIL' 2> /dev/null || continue
	peers+=(Pillow)
	mkdir Pillow
	printf '%s\0' "${pictures[@]}" | "$python" -c '
import io, sys
from PIL import Image, ImageCms, ImageOps

srgb = ImageCms.createProfile("sRGB")
for i, path in enumerate(sys.stdin.buffer.read().split(b"\0")[:-1]):
    image = Image.open(path)
    profile = image.info.get("icc_profile")
    image.thumbnail((200, 200), Image.LANCZOS)
    image = ImageOps.exif_transpose(image)
    if profile and image.mode == "RGB":
        image = ImageCms.profileToProfile(image, io.BytesIO(profile), srgb, renderingIntent=1, flags=0x2000)
    image.info.pop("icc_profile", None)
    image.save("Pillow/%d.png" % i)
'
	break
done

for i in "${!pictures[@]}"; do
	thumbnails=()
	for peer in "${peers[@]}"; do
		thumbnails+=("$peer/$i.png")
	done
	if scores=$(quality "${pictures[i]}" "${thumbnails[@]}"); then
		echo "$scores $i"
		[ -z "${V:-}" ] || echo "$scores ${pictures[i]}" >&2
	fi
done > scores

for p in "${!peers[@]}"; do
	awk -v peer="${peers[p]}" -v at="$((2 * p + 1))" '
		{ psnr += $at; ssim += $(at + 1) }
		NR == 1 || $at < worst_psnr { worst_psnr = $at }
		NR == 1 || $(at + 1) < worst_ssim { worst_ssim = $(at + 1) }
		END {
			printf "%-14s %d pictures: PSNR mean %.2f worst %.2f dB, SSIM mean %.5f worst %.5f\n",
				peer, NR, psnr / NR, worst_psnr, ssim / NR, worst_ssim
		}' scores
done
