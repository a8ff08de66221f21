/* profiles FOLDER: writes small ICC profiles of the kinds that pictures hold into FOLDER. */
#include <err.h>
#include <lcms2.h>
#include <stdlib.h>
#include <unistd.h>

static void
save(cmsHPROFILE profile, const char *name)
{
	if (!profile || !cmsSaveProfileToFile(profile, name))
		errx(EXIT_FAILURE, "%s: not written", name);
	cmsCloseProfile(profile);
}

/* Ink subtracts from D50's white: any plausible table serves. */
static cmsInt32Number
mix(const cmsUInt16Number in[], cmsUInt16Number out[], void *arg)
{
	(void)arg;
	out[0] = (cmsUInt16Number)((65535 - in[0]) / 2 * (65535 - in[3]) / 65535);
	out[1] = (cmsUInt16Number)(32768 + in[1] / 8 - in[0] / 8);
	out[2] = (cmsUInt16Number)(32768 + in[2] / 8);
	return 1;
}

/* A profile of SPACE by a table, as printers have. */
static cmsHPROFILE
make_table(cmsColorSpaceSignature space, cmsUInt32Number n_channels, cmsUInt32Number n_points)
{
	cmsHPROFILE profile = cmsCreateProfilePlaceholder(NULL);
	cmsPipeline *pipeline = cmsPipelineAlloc(NULL, n_channels, 3);
	cmsStage *table = cmsStageAllocCLut16bit(NULL, n_points, n_channels, 3, NULL);

	if (!profile || !pipeline || !table)
		errx(EXIT_FAILURE, "no memory");
	cmsSetProfileVersion(profile, 2.1);
	cmsSetDeviceClass(profile, cmsSigOutputClass);
	cmsSetColorSpace(profile, space);
	cmsSetPCS(profile, cmsSigLabData);
	cmsStageSampleCLut16bit(table, mix, NULL, 0);
	cmsPipelineInsertStage(pipeline, cmsAT_END, table);
	cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
	cmsPipelineFree(pipeline);
	return profile;
}

int
main(int argc, char **argv)
{
	cmsToneCurve *curve = cmsBuildGamma(NULL, 2.2);

	if (argc != 2 || chdir(argv[1]))
		err(EXIT_FAILURE, "profiles FOLDER");
	cmsHPROFILE version2 = cmsCreate_sRGBProfile();
	cmsSetProfileVersion(version2, 2.1);
	save(version2, "rgb-2.icc");
	save(cmsCreate_sRGBProfile(), "rgb-4.icc");
	save(cmsCreateGrayProfile(cmsD50_xyY(), curve), "grey.icc");
	save(make_table(cmsSigRgbData, 3, 3), "rgb-table.icc");
	save(make_table(cmsSigCmykData, 4, 2), "cmyk-table.icc");
	cmsFreeToneCurve(curve);
	return EXIT_SUCCESS;
}
